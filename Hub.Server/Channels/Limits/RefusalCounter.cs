namespace RealtimeHub.Server.Channels.Limits;

/// <summary>Ten refusals for going too fast within ten seconds are too many, of a client that can know about the first.</summary>
/// <remarks>
/// Many calls may be on their way when the first is refused, as when an application starts: those within
/// <see cref="UnderWay"/> don't count. Calls over the limit of all calls count at once, so that a flood ends by its own number.
/// </remarks>
internal sealed class RefusalCounter
{
    public const int Most = 10;

    private readonly Queue<TimeSpan> recent = new();
    private TimeSpan? newest;
    private TimeSpan countsFrom;

    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a first refusal calls may still arrive that were sent before it came.</summary>
    public static TimeSpan UnderWay { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Notes a refusal; true when it is one too many.</summary>
    /// <param name="now">The time since some fixed moment, as in every call.</param>
    /// <param name="overAllCalls">Whether it was over the limit of all calls, not of one kind.</param>
    public bool Note(TimeSpan now, bool overAllCalls)
    {
        var isFirst = newest is not { } before || before <= now - Window;
        if (isFirst)
            countsFrom = now + UnderWay;
        newest = now;
        if (!isFirst && !overAllCalls && now < countsFrom)
            return false;
        recent.Enqueue(now);
        while (recent.Peek() <= now - Window || recent.Count > Most)
            recent.Dequeue();
        return recent.Count == Most;
    }
}
