namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>
/// The time by which ages are measured. It follows the machine's clock, except where that leapt ahead: at a start against the
/// latest time that the journal knows of, later against the time that has passed. Then it stays behind by the leap, so that
/// nothing is dropped for its age, until the clock has run on for a while or the leap is accepted. Safe from any thread.
/// </summary>
/// <param name="time">The machine's clock.</param>
/// <param name="settleTime">How long the clock must run on before a leap counts.</param>
internal sealed class AgeClock(TimeProvider time, TimeSpan settleTime)
{
    /// <summary>A smaller difference while the server runs is an ordinary correction.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    // A thread may be held up between its looks at the two clocks: what passed meanwhile is no leap.
    private static readonly TimeSpan MostApart = TimeSpan.FromSeconds(1);

    private volatile Reading last = new(0, 0, long.MaxValue / 2, 0);

    /// <summary>By how much it is behind the machine's clock on purpose.</summary>
    public TimeSpan Lag => TimeSpan.FromMilliseconds(last.Lag);

    /// <summary>Unix milliseconds for comparing with the times of publications, when their age is asked for.</summary>
    public long Now()
    {
        var reading = last;
        return Math.Min(Wall() - reading.Lag, reading.Age + Passed(reading) + (long)Tolerance.TotalMilliseconds);
    }

    /// <summary>Begins, at a start.</summary>
    /// <param name="lastTime">The latest time that the journal knows of, Unix milliseconds; 0 for none.</param>
    /// <param name="unconfirmed">The lag that the last server left behind unconfirmed.</param>
    /// <returns>How far the clock is from the latest time known; negative when it is behind.</returns>
    public TimeSpan Begin(long lastTime, TimeSpan unconfirmed)
    {
        var (wall, stamp) = ReadBoth();
        var leap = lastTime == 0 ? 0 : wall - lastTime;
        Set(wall, stamp, Math.Max(0, leap + (long)unconfirmed.TotalMilliseconds));
        return TimeSpan.FromMilliseconds(leap);
    }

    /// <summary>Lets it be as late as the machine's clock from now on.</summary>
    public void Accept()
    {
        var (wall, stamp) = ReadBoth();
        Set(wall, stamp, 0);
    }

    /// <summary>Looks at the machine's clock. Called often, by one thread at a time.</summary>
    /// <param name="leap">How far it leapt since the last look; zero when it did not.</param>
    /// <returns>Whether <see cref="Lag"/> has changed.</returns>
    public bool Look(out TimeSpan leap)
    {
        var reading = last;
        var ((wall, stamp), before) = (ReadBoth(), reading.Lag);
        var jump = wall - reading.Age - reading.Lag - (long)time.GetElapsedTime(reading.Stamp, stamp).TotalMilliseconds;
        leap = Math.Abs(jump) >= Tolerance.TotalMilliseconds ? TimeSpan.FromMilliseconds(jump) : TimeSpan.Zero;
        if (leap != TimeSpan.Zero)
            Set(wall, stamp, Math.Max(0, before + jump));
        else if (before > 0 && time.GetElapsedTime(reading.Since, stamp) >= settleTime)
            Set(wall, stamp, 0);
        else
            last = reading with { Age = wall - before, Stamp = stamp };
        return last.Lag != before;
    }

    private void Set(long wall, long stamp, long lag) => last = new Reading(lag, stamp, wall - lag, stamp);

    private (long Wall, long Stamp) ReadBoth()
    {
        while (true)
        {
            var before = time.GetTimestamp();
            var wall = Wall();
            var stamp = time.GetTimestamp();
            if (time.GetElapsedTime(before, stamp) < MostApart)
                return (wall, stamp);
        }
    }

    private long Wall() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Passed(Reading reading) => (long)time.GetElapsedTime(reading.Stamp).TotalMilliseconds;

    /// <param name="Lag">Milliseconds behind the machine's clock.</param>
    /// <param name="Since">When the lag was set, by the timestamps of the clock.</param>
    /// <param name="Age">The time by which ages were measured at the stamp.</param>
    /// <param name="Stamp">When it was read.</param>
    private sealed record Reading(long Lag, long Since, long Age, long Stamp);
}
