using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>What a call may have around its arguments: SignalR keeps its id and its streams until it is answered, however long and many they are.</summary>
internal static class InvocationRules
{
    /// <summary>The most characters of an invocation id.</summary>
    public const int MaxIdCharacters = 64;

    /// <summary>The most streams that a call may begin.</summary>
    public const int MaxStreams = 16;

    /// <summary>Null for a call that may be made.</summary>
    public static HubException? Check(HubMethodInvocationMessage call) =>
        CheckId(call.InvocationId) ?? (call.StreamIds is { Length: > MaxStreams } streams
            ? Of(Refusal.LimitExceeded($"a call has {streams.Length} streams; the limit is {MaxStreams}", MaxStreams, streams.Length))
            : null);

    /// <summary>Null for an id that may be used.</summary>
    public static HubException? CheckId(string? id) => id is { Length: > MaxIdCharacters }
        ? Of(Refusal.BadRequest("invocationId", $"invocationId has {id.Length} characters; the limit is {MaxIdCharacters}", MaxIdCharacters, id.Length))
        : null;

    private static HubException Of(Refusal refusal) => new(RefusalText.Write(refusal.Code, refusal.Text, refusal.Details ?? new RefusalDetails()));
}
