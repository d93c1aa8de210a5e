using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>In chat, unread are the messages that others posted after the user joined and that are not deleted.</summary>
internal sealed class ChatReadCounter(RoomLists lists, RoomIndexes indexes, IModuleChannels channels) : IReadCounter
{
    public string Namespace => ChatChannels.Namespace;

    public async ValueTask<IReadOnlyList<ChannelName>> FollowedAsync(string userId, CancellationToken cancellationToken) =>
        [.. (await lists.OfUserAsync(userId, cancellationToken)).Select(ChatChannels.OfRoom)];

    public async ValueTask<Cursor> CountAsync(string userId, ChannelName channel, long? offset, CancellationToken cancellationToken)
    {
        var state = await channels.ReadKeysAsync(channel, [ChatChannels.MemberKey(userId)], cancellationToken);
        var joined = ChatData.MemberOf(state.Find(ChatChannels.MemberKey(userId)))?.JoinedOffset ?? 0;
        var from = Math.Max(offset ?? 0, joined);
        var (unread, mentions) = from < state.Position.Offset
            ? await indexes.OfMessagesAsync(channel.Key, messages => messages.CountAfter(from, userId), cancellationToken)
            : (0, 0);
        return new Cursor(channel, from, unread, mentions);
    }
}
