using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>Personal notices, which wait in <c>user:&lt;userId&gt;</c> for one who is absent.</summary>
internal sealed class ChatNotices(IModuleChannels channels)
{
    public ValueTask InviteAsync(string userId, Room room, Chatter by, CancellationToken cancellationToken) =>
        PublishAsync(
            userId,
            ChatTypes.Invite,
            Payload.From(new InviteNotice(room.Name, room.Title, room.Visibility, by.User), HubJson.Default.InviteNotice),
            cancellationToken);

    public ValueTask MuteAsync(string userId, string room, long untilTime, CancellationToken cancellationToken) =>
        PublishAsync(userId, ChatTypes.Mute, Payload.From(new MuteNotice(room, untilTime), HubJson.Default.MuteNotice), cancellationToken);

    /// <summary>Tells everyone named but the author.</summary>
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
        await channels.AppendAsync(ChatChannels.NoticesOf(userId), [new ModuleEntry(type, data)], null, cancellationToken);
}
