namespace RealtimeHub.Documents;

/// <summary>Consecutive clocks of one client.</summary>
/// <param name="Clock">The first.</param>
/// <param name="Length">How many.</param>
public readonly record struct ClockRange(int Clock, int Length)
{
    /// <summary>The clock after the last.</summary>
    public int End => Clock + Length;
}

/// <summary>Consecutive clocks of a client.</summary>
/// <param name="Client">The client id.</param>
/// <param name="Clock">The first clock.</param>
/// <param name="Length">How many.</param>
public readonly record struct ClientRange(long Client, int Clock, int Length)
{
    /// <summary>The clock after the last.</summary>
    public int End => Clock + Length;
}
