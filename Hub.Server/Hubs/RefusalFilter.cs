using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// The one place where calls are counted and where what went wrong becomes the wire's error: refusals with their code,
/// an engine that is away as <c>unavailable</c>, anything unexpected as <c>internal</c> under an id that is in the log.
/// </summary>
internal sealed partial class RefusalFilter(ILogger<RefusalFilter> logger, ConnectionCloser closer, Connections connections) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            Count(invocation.Context);
            if (invocation.HubMethodArguments.Contains(null))
                throw new RefusalException(Refusal.BadRequest("the request must be an object, not null"));
            return await next(invocation);
        }
        catch (RefusalException refused)
        {
            NoteRefusal(invocation.Context, refused.Refusal);
            throw Word(refused.Refusal.Code, refused.Refusal.Text);
        }
        catch (EngineUnavailableException error)
        {
            LogUnavailable(invocation.HubMethodName, error);
            throw Word(ErrorCode.Unavailable, "the engine does not answer; nothing was stored; try again");
        }
        catch (Exception error) when (error is not HubException)
        {
            if (error is OperationCanceledException && invocation.Context.ConnectionAborted.IsCancellationRequested)
                throw;
            var id = Guid.NewGuid().ToString("N")[..12];
            LogInternal(invocation.HubMethodName, id, error);
            throw Word(ErrorCode.Internal, $"something went wrong here; it is logged as {id}");
        }
    }

    private static HubException Word(ErrorCode code, string text) => new($"{code.ToWord()}: {text}");

    private static void Count(HubCallerContext context)
    {
        if (ChannelHub.ConnectionOf(context) is { } connection && !connection.Limits.TryTake(LimitedAct.Call, out var retryAfter))
            throw new RefusalException(Refusal.RateLimited("calls", retryAfter));
    }

    private void NoteRefusal(HubCallerContext context, Refusal refusal)
    {
        if (refusal.Code != ErrorCode.RateLimited || ChannelHub.ConnectionOf(context)?.Limits.NoteRefusal() != true)
            return;
        if (connections.Find(context.ConnectionId) is { } connection)
            _ = closer.CloseAsync(connection.Context, ClosingCode.TooManyErrors, "too many calls after being told to slow down");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was refused: the engine does not answer.")]
    private partial void LogUnavailable(string method, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed, told to the caller as {Id}.")]
    private partial void LogInternal(string method, string id, Exception error);
}
