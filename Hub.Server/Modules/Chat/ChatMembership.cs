using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>Only members subscribe to a room, read its history and see who is there, also where anyone may join.</summary>
internal sealed class ChatMembership(IModuleChannels channels) : IChannelMembership
{
    public string Namespace => ChatChannels.Namespace;

    public async ValueTask<bool> IsMemberAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) =>
        caller.UserId is { } user
        && (await channels.ReadKeysAsync(channel, [ChatChannels.MemberKey(user)], cancellationToken)).Entries.Count > 0;
}
