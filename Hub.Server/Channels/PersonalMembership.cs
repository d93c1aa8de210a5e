using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary><c>user:&lt;userId&gt;</c> belongs to that user alone.</summary>
internal sealed class PersonalMembership : IChannelMembership
{
    public string Namespace => "user";

    public ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        new(caller.UserId is { } user && string.Equals(channel.Key, user, StringComparison.Ordinal));
}

/// <summary>Of the server's own channels a user sees <c>sys:cursors/&lt;userId&gt;</c>, so that all devices follow.</summary>
internal sealed class SystemMembership : IChannelMembership
{
    public string Namespace => "sys";

    public ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        new(caller.UserId is { } user && channel == Cursors.ChannelOf(user));
}
