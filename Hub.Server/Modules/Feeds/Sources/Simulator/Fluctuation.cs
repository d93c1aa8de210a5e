namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>A number that wanders around 0 with a deviation of 1, and forgets where it was after a while (an Ornstein–Uhlenbeck process).</summary>
internal sealed class Fluctuation(Random random, TimeSpan memory)
{
    public double Value { get; private set; } = random.NextGaussian();

    /// <summary>Lets time pass.</summary>
    public void Step(TimeSpan time)
    {
        var kept = Math.Exp(-Math.Max(0, time.TotalSeconds) / memory.TotalSeconds);
        Value = (Value * kept) + (Math.Sqrt(1 - (kept * kept)) * random.NextGaussian());
    }
}
