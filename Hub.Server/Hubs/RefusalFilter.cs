using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The one place where calls are counted and where what went wrong becomes the wire's error.</summary>
internal sealed class RefusalFilter(Failures failures, ConnectionCloser closer, Connections connections) : IHubFilter
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
        catch (Exception error) when (error is not HubException && !IsEnd(error, invocation.Context))
        {
            var refusal = failures.ToRefusal(error, invocation.HubMethodName);
            NoteRefusal(invocation.Context, refusal);
            throw new HubException($"{refusal.Code.ToWord()}: {refusal.Text}");
        }
    }

    // Nobody is there to be told.
    private static bool IsEnd(Exception error, HubCallerContext context) =>
        error is OperationCanceledException && context.ConnectionAborted.IsCancellationRequested;

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
}
