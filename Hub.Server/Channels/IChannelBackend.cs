using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Decides where a namespace's rule is <see cref="Access.Backend"/>: an application's own server.</summary>
internal interface IChannelBackend
{
    /// <summary>Whether the caller has the right on the channel. False, too, where the backend gives no answer.</summary>
    ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken);
}
