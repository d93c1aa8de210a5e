namespace RealtimeHub.Server.Channels.Limits;

/// <summary>Ten refusals for going too fast within ten seconds are too many.</summary>
internal sealed class RefusalCounter
{
    public const int Most = 10;

    private readonly Queue<TimeSpan> recent = new();

    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Notes a refusal; true when it is one too many.</summary>
    public bool Note(TimeSpan now)
    {
        recent.Enqueue(now);
        while (recent.Peek() <= now - Window || recent.Count > Most)
            recent.Dequeue();
        return recent.Count == Most;
    }
}
