using RealtimeHub.Server.Channels.Traces;

namespace RealtimeHub.Server.Channels;

/// <summary>Remembers refusals for those who ask why a publication did not come.</summary>
internal static class RefusalTraces
{
    public const string Publish = "publish";
    public const string Subscribe = "subscribe";

    /// <summary>A call of a caller was refused.</summary>
    public static void Refuse(this RecentTraces traces, string act, string? channel, ChannelCaller caller, Refusal refusal) =>
        traces.Refuse(act, channel, caller.UserId, caller.Program, caller.ConnectionId, refusal.Code, refusal.Text, refusal.Details?.Reason);
}
