using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Logging;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The one place where calls are counted and where what went wrong becomes the wire's error.</summary>
internal sealed class RefusalFilter(Failures failures, CallLimiter limiter, ServerCounters? counters = null) : IHubFilter
{
    private static readonly Refusal Revoked = new(ErrorCode.Unauthorized, "access was revoked", new RefusalDetails { Reason = "revoked" });

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var isOverCalls = true;
        try
        {
            Count(invocation.Context);
            isOverCalls = false;
            if (invocation.HubMethodArguments.Contains(null))
                throw new RefusalException(Refusal.BadRequest("the request must be an object, not null"));
            var result = await next(invocation);

            // What was read may have been published after the revoke.
            return IsRevoked(invocation.Context) ? throw new RefusalException(Revoked) : result;
        }
        catch (Exception error) when (error is not HubException && !IsEnd(error, invocation.Context))
        {
            // A call that ran into its own revocation fails in many ways; only one of them is the reason.
            var refusal = error is (RefusalException or OperationCanceledException) && IsRevoked(invocation.Context)
                ? Revoked
                : failures.ToRefusal(error, invocation.HubMethodName);
            counters?.Refused(refusal.Code.ToWord());
            NoteRefusal(invocation.Context, refusal, isOverCalls);
            throw AnsweredCall.Mark(new HubException(RefusalText.Write(refusal.Code, refusal.Text, refusal.Details)));
        }
    }

    private static bool IsRevoked(HubCallerContext context) => ChannelHub.ConnectionOf(context) is { IsRevoked: true };

    // No caller is left to answer.
    private static bool IsEnd(Exception error, HubCallerContext context) =>
        error is OperationCanceledException && context.ConnectionAborted.IsCancellationRequested;

    private static void Count(HubCallerContext context)
    {
        if (ChannelHub.ConnectionOf(context) is { } connection && CallLimiter.Take(connection) is { } refusal)
            throw new RefusalException(refusal);
    }

    private void NoteRefusal(HubCallerContext context, Refusal refusal, bool isOverCalls)
    {
        if (refusal.Code == ErrorCode.RateLimited && ChannelHub.ConnectionOf(context) is { } connection)
            limiter.Note(connection, context.Features.Get<ConnectionScope>(), isOverCalls);
    }
}
