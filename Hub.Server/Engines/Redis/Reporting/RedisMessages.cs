namespace RealtimeHub.Server.Engines.Redis.Reporting;

/// <summary>What the Redis engine logs.</summary>
internal static partial class RedisMessages
{
    [LoggerMessage(LogLevel.Information, "Redis {Version} is open as node {Node}")]
    public static partial void Opened(this ILogger logger, string version, string node);

    [LoggerMessage(LogLevel.Error, "Redis: {Reason}")]
    public static partial void Away(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Redis answers again; it was away because: {Reason}")]
    public static partial void Back(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Redis came back with less than had been shown; channels of slice {Slice} have a new epoch")]
    public static partial void Lost(this ILogger logger, int slice);

    [LoggerMessage(LogLevel.Warning, "Redis may drop keys (maxmemory-policy is {Policy}); set it to noeviction, or history is lost without notice")]
    public static partial void Evicts(this ILogger logger, string policy);

    [LoggerMessage(LogLevel.Warning, "A message of Redis' pub/sub could not be read and was read from the log instead: {Reason}")]
    public static partial void Unreadable(this ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "Watching Redis failed and goes on: {Reason}")]
    public static partial void WatchFailed(this ILogger logger, string reason);
}
