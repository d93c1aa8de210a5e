using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>Only members subscribe to a room, read its history and see its presence, also where every user may join.</summary>
internal sealed class ChatMembership(IModuleChannels channels) : IChannelMembership
{
    public string Namespace => ChatChannels.Namespace;

    // Two reads: only for members, so that a private room and a missing one are answered alike. A deleted room may have members yet.
    public async ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        caller.UserId is { } user
        && await HasAsync(channel, ChatChannels.MemberKey(user), cancellationToken)
        && await HasAsync(channel, ChatChannels.RoomKey, cancellationToken);

    private async ValueTask<bool> HasAsync(ChannelName channel, string key, CancellationToken cancellationToken) =>
        (await channels.ReadKeysAsync(channel, [key], cancellationToken)).Entries.Count > 0;
}

/// <summary>Of chat's own channels every user may follow the public rooms, and each user the list of the user's own rooms.</summary>
internal sealed class RoomListMembership : IChannelMembership
{
    public string Namespace => ChatChannels.Listing.Namespace;

    public ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        new(caller.UserId is { } user && (channel == ChatChannels.Listing || channel == ChatChannels.RoomsOf(user)));
}
