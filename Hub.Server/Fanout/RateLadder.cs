namespace RealtimeHub.Server.Fanout;

/// <summary>The rates that are granted: few, so that subscribers of one rate share their frames.</summary>
internal static class RateLadder
{
    public const double Paused = 0;

    private static readonly double[] Rungs = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

    public static double Lowest => Rungs[^1];

    /// <summary>The highest rung that is not above the rate asked for, which is at least the lowest rung.</summary>
    public static double RoundDown(double rate)
    {
        foreach (var rung in Rungs)
        {
            if (rung <= rate)
                return rung;
        }

        return Lowest;
    }

    /// <summary>The time between two values of one key.</summary>
    public static TimeSpan Interval(double rung) => TimeSpan.FromSeconds(1 / rung);
}
