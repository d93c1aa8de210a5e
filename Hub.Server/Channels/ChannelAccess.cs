using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Asks the authorizer and words its no.</summary>
internal sealed class ChannelAccess(IChannelAuthorizer authorizer)
{
    /// <summary>Null when the caller may.</summary>
    public async ValueTask<Refusal?> CheckAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        await authorizer.IsAllowedAsync(caller, channel, right, cancellationToken) ? null : Refusal.Denied(channel, right);
}
