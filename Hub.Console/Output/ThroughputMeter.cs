namespace RealtimeHub.Console.Output;

/// <summary>How much a count grows in a second, over the last few.</summary>
internal sealed class ThroughputMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private readonly Queue<(DateTimeOffset Time, long Count)> measured = [];

    public double PerSecond { get; private set; }

    public void Measure(long count)
    {
        var now = time.GetUtcNow();
        measured.Enqueue((now, count));
        while (now - measured.Peek().Time > Window)
            measured.Dequeue();
        var (since, before) = measured.Peek();
        PerSecond = now > since ? (count - before) / (now - since).TotalSeconds : 0;
    }
}
