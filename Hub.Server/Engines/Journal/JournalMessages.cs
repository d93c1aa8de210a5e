namespace RealtimeHub.Server.Engines.Journal;

/// <summary>What the journal logs.</summary>
internal static partial class JournalMessages
{
    [LoggerMessage(1, LogLevel.Information, "Journal opened: {Channels} channels, {Segments} segments, {Records} records read one by one, in {Elapsed}")]
    public static partial void Opened(this ILogger logger, int channels, int segments, int records, TimeSpan elapsed);

    [LoggerMessage(2, LogLevel.Warning, "Journal repaired: {What}")]
    public static partial void Repaired(this ILogger logger, string what);

    [LoggerMessage(3, LogLevel.Warning, "A record of a channel in namespace {Namespace} can't be read; the channel has a new epoch")]
    public static partial void Lost(this ILogger logger, string @namespace);

    [LoggerMessage(4, LogLevel.Critical, "Journal: {What}")]
    public static partial void CannotWrite(this ILogger logger, string what, Exception? reason);

    [LoggerMessage(5, LogLevel.Error, "Journal upkeep failed and will be tried again")]
    public static partial void UpkeepFailed(this ILogger logger, Exception reason);

    [LoggerMessage(6, LogLevel.Error, "The journal could not be stopped in time; the next start reads it as after a crash")]
    public static partial void NotStopped(this ILogger logger);
}
