using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Counts what connections send, calls and all else, and ends those that do not slow down when they are asked to.</summary>
internal sealed class CallLimiter(ConnectionCloser closer, Connections connections, Violations violations)
{
    /// <summary>Takes one call; its refusal when there are too many.</summary>
    public static Refusal? Take(ChannelConnection connection) =>
        connection.Limits.TryTake(LimitedAct.Call, out var retryAfter) ? null : connection.Limits.Refuse(LimitedAct.Call, retryAfter);

    /// <summary>Takes what hub filters don't see: calls of unknown methods, calls that can't be bound, and messages that are no calls.</summary>
    public HubException? TakeBelowTheHub(ChannelConnection connection, ConnectionScope scope)
    {
        if (Take(connection) is not { } refusal)
            return null;
        Note(connection, scope, isOverCalls: true);
        return new HubException(RefusalText.Write(refusal.Code, refusal.Text, refusal.Details));
    }

    /// <summary>Notes that a connection was refused as <c>rate_limited</c>, and ends it when that was once too often.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="scope">What is known of it below the hub.</param>
    /// <param name="isOverCalls">Whether it was over the limit of all calls, not of one kind.</param>
    public void Note(ChannelConnection connection, ConnectionScope? scope, bool isOverCalls)
    {
        if (!connection.Limits.NoteRefusal(isOverCalls) || scope is { IgnoresInput: true })
            return;

        violations.Note(connection.Token?.SignedInUserId, connection.Address);

        // Thousands of calls may have arrived already: they get no more answers.
        if (scope is not null)
            scope.IgnoresInput = true;
        if (connections.Find(connection.Id) is { } transport)
            _ = closer.CloseAsync(transport.Context, ClosingCode.TooManyErrors, "too many calls after being told to slow down");
    }
}
