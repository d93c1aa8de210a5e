namespace RealtimeHub.Server.Engines.Journal.Reporting;

/// <summary>What the journal logs.</summary>
internal static partial class JournalMessages
{
    [LoggerMessage(LogLevel.Information, "Journal opened: {Channels} channels, {Segments} segments, {Records} records read one by one, in {Elapsed}")]
    public static partial void Opened(this ILogger logger, int channels, int segments, int records, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "Journal repaired: {What}")]
    public static partial void Repaired(this ILogger logger, string what);

    [LoggerMessage(LogLevel.Warning, "A record of a channel in namespace {Namespace} can't be read; the channel has a new epoch")]
    public static partial void Lost(this ILogger logger, string @namespace);

    [LoggerMessage(LogLevel.Critical, "Journal: {What}")]
    public static partial void CannotWrite(this ILogger logger, string what);

    [LoggerMessage(LogLevel.Error, "Journal maintenance failed and will be tried again: {Reason}")]
    public static partial void MaintenanceFailed(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "The journal could not be closed cleanly; the next start reads it as after a crash: {Reason}")]
    public static partial void NotFinished(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "The journal could not be stopped in time; the next start reads it as after a crash")]
    public static partial void NotStopped(this ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The clock is {Leap} ahead of the latest time that the journal knows of; nothing is dropped for its age until the clock has run on for {SettleTime}. If it is right, set Hub:Journal:AcceptClockLeap to true")]
    public static partial void ClockLeapt(this ILogger logger, TimeSpan leap, TimeSpan settleTime);

    [LoggerMessage(LogLevel.Warning, "The clock is {Leap} behind the latest time that the journal knows of; what it holds is kept longer by as much")]
    public static partial void ClockWentBack(this ILogger logger, TimeSpan leap);

    [LoggerMessage(LogLevel.Information, "The clock has run on without another leap; ages follow it again")]
    public static partial void ClockConfirmed(this ILogger logger);
}
