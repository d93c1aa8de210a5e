using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// What went wrong, as the caller learns it: an engine that is away as <c>unavailable</c>, anything unexpected as
/// <c>internal</c> under an id that is in the log.
/// </summary>
internal sealed partial class Failures(ILogger<Failures> logger)
{
    public Refusal ToRefusal(Exception error, string method)
    {
        if (error is RefusalException refused)
            return refused.Refusal;
        if (error is EngineUnavailableException unavailable)
        {
            LogUnavailable(method, error);
            return EngineRefusals.Of(unavailable, "the engine does not answer; nothing was stored; try again");
        }

        var id = Guid.NewGuid().ToString("N")[..12];
        LogInternal(method, id, error);
        return new Refusal(ErrorCode.Internal, $"something went wrong here; it is logged as {id}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was refused: the engine does not answer.")]
    private partial void LogUnavailable(string method, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed; the caller got the id {Id}.")]
    private partial void LogInternal(string method, string id, Exception error);
}
