using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Reporting;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Maintenance;

/// <summary>Notices leaps of the machine's clock, says so, and remembers over a restart those that are not confirmed yet.</summary>
internal sealed class ClockLeapMonitor(JournalOptions options, AgeClock ages, SegmentFolder segments, ILogger logger)
{
    // A shorter time is what a restart takes, or a quiet server.
    private static readonly TimeSpan WorthSaying = TimeSpan.FromMinutes(1);

    private readonly IdentityFile file = new(segments.Path, segments.Files);

    /// <summary>Compares the clock with what the journal knows, at a start.</summary>
    /// <param name="lastTime">The latest time that the journal knows of, Unix milliseconds; 0 for none.</param>
    /// <exception cref="IOException">The leap can't be written down.</exception>
    public void Begin(long lastTime)
    {
        var leap = ages.Begin(lastTime, segments.Identity.ClockLag);
        if (leap <= -WorthSaying)
            logger.ClockWentBack(-leap);
        if (options.AcceptClockLeap)
            ages.Accept();
        else if (ages.Lag >= WorthSaying)
            logger.ClockLeapt(ages.Lag, options.ClockSettleTime);
        Remember();
    }

    /// <summary>Looks at the clock while the server runs.</summary>
    /// <exception cref="IOException">A leap can't be written down.</exception>
    public void Look()
    {
        var changed = ages.Look(out var leap);
        if (leap > TimeSpan.Zero && options.AcceptClockLeap)
            ages.Accept();
        else if (leap > TimeSpan.Zero)
            logger.ClockLeapt(leap, options.ClockSettleTime);
        else if (leap < TimeSpan.Zero)
            logger.ClockWentBack(-leap);
        else if (changed)
            logger.ClockConfirmed();
        Remember();
    }

    private void Remember()
    {
        var lag = ages.Lag >= WorthSaying ? ages.Lag : TimeSpan.Zero;
        if (lag == segments.Identity.ClockLag)
            return;
        var identity = segments.Identity with { ClockLag = lag };
        file.Write(identity);
        segments.Identity = identity;
    }
}
