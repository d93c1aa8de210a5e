using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Personal notices; <c>user:&lt;userId&gt;</c> keeps them for a user who is offline.</summary>
internal sealed class ChatNotices(IModuleChannels channels)
{
    public ValueTask InviteAsync(string userId, Room room, ChatCaller by, CancellationToken cancellationToken) =>
        PublishAsync(
            userId,
            ChatTypes.Invite,
            Payload.From(new InviteNotice(room.Name, room.Title, room.Visibility, by.User), HubJson.Default.InviteNotice),
            cancellationToken);

    public ValueTask MuteAsync(string userId, string room, long untilTime, CancellationToken cancellationToken) =>
        PublishAsync(userId, ChatTypes.Mute, Payload.From(new MuteNotice(room, untilTime), HubJson.Default.MuteNotice), cancellationToken);

    /// <summary>Notifies the mentioned users, except the author.</summary>
    public async ValueTask MentionAsync(IEnumerable<string> userIds, Message message, CancellationToken cancellationToken)
    {
        var notice = Payload.From(new MentionNotice(message.Room, message.MessageId, message.Author), HubJson.Default.MentionNotice);
        foreach (var userId in userIds)
        {
            if (userId != message.Author.UserId)
                await PublishAsync(userId, ChatTypes.Mention, notice, cancellationToken);
        }
    }

    private async ValueTask PublishAsync(string userId, string type, Payload data, CancellationToken cancellationToken) =>
        await channels.AppendAsync(ChatChannels.NoticesOf(userId), [new Draft { Type = type, Data = data }], cancellationToken: cancellationToken);
}
