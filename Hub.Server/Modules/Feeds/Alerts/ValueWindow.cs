namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>The least and the greatest value of the last time, kept in 60 parts of it: memory does not grow with the number of values.</summary>
internal sealed class ValueWindow(long widthMs)
{
    private const int PartsOfWidth = 60;
    private readonly long widthMs = widthMs;
    private readonly long partMs = Math.Max(1, widthMs / PartsOfWidth);
    private readonly Queue<Part> parts = [];
    private Part? newest;

    /// <summary>How many parts are kept.</summary>
    public int Parts => parts.Count;

    public void Add(long time, double number)
    {
        var start = time - (time % partMs);
        if (newest is not null && newest.Start >= start)
        {
            (newest.Least, newest.Greatest) = (Math.Min(newest.Least, number), Math.Max(newest.Greatest, number));
            return;
        }

        parts.Enqueue(newest = new Part(start) { Least = number, Greatest = number });
        Forget(time);
    }

    /// <summary>Whether a number differs by a percentage or more from one of the values of the window.</summary>
    public bool Differs(long time, double number, double percent)
    {
        Forget(time);
        foreach (var part in parts)
        {
            if (IsApart(part.Least, number, percent) || IsApart(part.Greatest, number, percent))
                return true;
        }

        return false;
    }

    // From zero every change is endless.
    private static bool IsApart(double from, double to, double percent) => from == 0 ? to != 0 : Math.Abs(to - from) / Math.Abs(from) * 100 >= percent;

    private void Forget(long time)
    {
        while (parts.TryPeek(out var oldest) && oldest.Start + partMs <= time - widthMs)
            parts.Dequeue();
    }

    private sealed class Part(long start)
    {
        public long Start { get; } = start;

        public double Least { get; set; }

        public double Greatest { get; set; }
    }
}
