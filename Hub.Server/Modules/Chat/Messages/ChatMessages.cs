using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Messages;

/// <summary>Posts, edits, deletes and reacts.</summary>
internal sealed class ChatMessages(RoomStore store, RoomIndexes indexes, ChatNotices notices, ChatTyping typing, IModuleChannels channels, ChatOptions options)
{
    /// <summary>The most replies that bear an excerpt of one message: each is published anew when the message changes.</summary>
    public const int MostExcerpts = 200;

    public async ValueTask<Outcome<Message>> PostAsync(Chatter caller, PostMessageRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.Room(request.Room)
            ?? TextRules.Text(request.Text, options.MaxTextBytes)
            ?? (request.ReplyTo is { } replied ? TextRules.MessageId("replyTo", replied) : null)
            ?? (request.IdempotencyKey is { } key ? FieldRules.IdempotencyKey(key, MaxIdempotencyKeyBytes) : null);
        if (refusal is not null)
            return refusal;
        var changed = await store.ChangeAsync<Message>(
            request.Room,
            caller.UserId,
            request.ReplyTo is { } replyTo ? [ChatChannels.MessageKey(replyTo)] : [],
            standing => DecidePostAsync(standing, caller, request, cancellationToken),
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Appended is null or { Duplicate: true })
            return await FirstAsync(request.Room, change.Appended?.Position.Offset ?? change.Result.MessageId, cancellationToken);
        await typing.EndAsync(request.Room, caller.UserId, CancellationToken.None);
        await notices.MentionAsync(change.Result.Mentions, change.Result, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<Message>> EditAsync(Chatter caller, EditMessageRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.Room(request.Room) ?? TextRules.MessageId("messageId", request.MessageId) ?? TextRules.Text(request.Text, options.MaxTextBytes);
        if (refusal is not null)
            return refusal;
        IReadOnlyList<string> before = [];
        var changed = await ChangeMessageAsync(caller, request.Room, request.MessageId, async (standing, message) =>
        {
            if ((standing.TakesWriter() ?? RoleRules.Edits(standing.Member!, message, options.EditWindow, store.Now)) is { } denied)
                return denied;
            before = message.Mentions;
            var edited = message with
            {
                Text = request.Text,
                Mentions = await MentionsAsync(request.Room, request.Text, cancellationToken),
                EditedTime = store.Now,
                Version = message.Version + 1,
            };
            return await WithRepliesAsync(ChatTypes.Edited, edited, caller, cancellationToken);
        }, cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await notices.MentionAsync(change.Result.Mentions.Except(before), change.Result, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<bool>> DeleteAsync(Chatter caller, DeleteMessageRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.MessageId("messageId", request.MessageId)) is { } refusal)
            return refusal;
        var changed = await ChangeMessageAsync(caller, request.Room, request.MessageId, async (standing, message) =>
        {
            if (RoleRules.Deletes(standing.Member!, message) is { } denied)
                return denied;
            if (message.Deleted == true)
                return new RoomChange<Message>([], message);
            return await WithRepliesAsync(ChatTypes.Deleted, Tombstone(message), caller, cancellationToken);
        }, cancellationToken, takesDeleted: true);
        return changed.IsRefused(out refusal, out _) ? refusal : true;
    }

    public async ValueTask<Outcome<Message>> ReactAsync(Chatter caller, ReactRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.Room(request.Room) ?? TextRules.MessageId("messageId", request.MessageId) ?? TextRules.Emoji(request.Emoji);
        if (refusal is not null)
            return refusal;
        var changed = await ChangeMessageAsync(caller, request.Room, request.MessageId, (standing, message) =>
        {
            if (standing.TakesWriter() is { } denied)
                return new(denied);
            var reacted = request.Remove == true
                ? Outcome<IReadOnlyList<Reaction>>.From(Reactions.Remove(message.Reactions, request.Emoji, caller.UserId))
                : Reactions.Add(message.Reactions, request.Emoji, caller.UserId);
            if (reacted.IsRefused(out var tooMany, out var reactions))
                return new(tooMany);
            if (ReferenceEquals(reactions, message.Reactions))
                return new(new RoomChange<Message>([], message));
            var now = message with { Reactions = reactions, Version = message.Version + 1 };
            return new(new RoomChange<Message>([ChatData.Entry(ChatTypes.Reacted, now, caller)], now));
        }, cancellationToken);
        return changed.IsRefused(out refusal, out var change) ? refusal : change.Result;
    }

    private const int MaxIdempotencyKeyBytes = 64;

    private static Message Tombstone(Message message) => message with
    {
        Text = "",
        Deleted = true,
        EditedTime = null,
        ReplyTo = null,
        Mentions = [],
        Reactions = [],
        IdempotencyKey = null,
        Version = message.Version + 1,
    };

    private async ValueTask<Outcome<RoomChange<Message>>> DecidePostAsync(Standing standing, Chatter caller, PostMessageRequest request, CancellationToken cancellationToken)
    {
        if (standing.TakesWriter() is { } denied)
            return denied;
        if (standing.Room!.SlowModeMs > 0 && standing.Member!.Role == RoomRole.Member)
        {
            var newest = await indexes.OfMessagesAsync(standing.Name, messages => messages.NewestOf(caller.UserId), cancellationToken);
            if (newest is not null && newest.Time + standing.Room.SlowModeMs > store.Now)
                return await WithinSlowModeAsync(standing, newest, request, cancellationToken);
        }

        MessageReference? reference = null;
        if (request.ReplyTo is { } replyTo)
        {
            if (standing.MessageOf(replyTo) is not { Message: { Deleted: not true } answered })
                return ChatRefusals.NoMessage(replyTo);
            var replies = await indexes.OfMessagesAsync(standing.Name, messages => messages.RepliesTo(replyTo).Count, cancellationToken);
            reference = new MessageReference(replyTo, answered.Author, replies < MostExcerpts ? Excerpts.Of(answered.Text) : "");
        }

        var message = new Message
        {
            MessageId = standing.NextOffset,
            Room = standing.Name,
            Author = caller.User,
            Text = request.Text,
            Time = store.Now,
            ReplyTo = reference,
            Mentions = await MentionsAsync(standing.Name, request.Text, cancellationToken),
            Reactions = [],
            Version = 1,
            IdempotencyKey = request.IdempotencyKey,
        };
        var posted = ChatData.Entry(ChatTypes.Posted, message, caller) with { IdempotencyKey = request.IdempotencyKey };

        // Members go by the name they last posted under.
        var member = standing.Member! with { Name = caller.Name };
        return new RoomChange<Message>(member == standing.Member ? [posted] : [posted, ChatData.Entry(member, caller)], message);
    }

    // A repeat of the message that the slow mode counts from is answered, not refused.
    private async ValueTask<Outcome<RoomChange<Message>>> WithinSlowModeAsync(Standing standing, IndexedMessage newest, PostMessageRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is { } key
            && (await FirstAsync(standing.Name, newest.Id, cancellationToken)).IsRefused(out _, out var first) == false
            && first.IdempotencyKey == key)
            return new RoomChange<Message>([], first);
        return ChatRefusals.SlowMode(TimeSpan.FromMilliseconds(newest.Time + standing.Room!.SlowModeMs - store.Now));
    }

    private async ValueTask<Outcome<RoomChange<Message>>> ChangeMessageAsync(
        Chatter caller,
        string room,
        long messageId,
        Func<Standing, Message, ValueTask<Outcome<RoomChange<Message>>>> decide,
        CancellationToken cancellationToken,
        bool takesDeleted = false) =>
        await store.ChangeAsync<Message>(
            room,
            caller.UserId,
            [ChatChannels.MessageKey(messageId)],
            async standing =>
            {
                if (standing.TakesMember() is { } denied)
                    return denied;
                return standing.MessageOf(messageId) is { } found && (takesDeleted || found.Message.Deleted != true)
                    ? await decide(standing, found.Message)
                    : ChatRefusals.NoMessage(messageId);
            },
            cancellationToken);

    // A changed text must not live on in the excerpts of those that answer it: they change with it, all or nothing.
    private async ValueTask<Outcome<RoomChange<Message>>> WithRepliesAsync(string type, Message changed, Chatter caller, CancellationToken cancellationToken)
    {
        var entries = new List<ModuleEntry> { ChatData.Entry(type, changed, caller) };
        var ids = await indexes.OfMessagesAsync(changed.Room, messages => messages.RepliesTo(changed.MessageId), cancellationToken);
        if (ids.Count > 0)
        {
            var excerpt = Excerpts.Of(changed.Text);
            var state = await channels.ReadKeysAsync(ChatChannels.OfRoom(changed.Room), [.. ids.Select(ChatChannels.MessageKey)], cancellationToken);
            foreach (var entry in state.Entries)
            {
                if (ChatData.MessageOf(entry) is { Deleted: not true, ReplyTo: { Excerpt.Length: > 0 } reference } reply && reference.Excerpt != excerpt)
                    entries.Add(ChatData.Entry(ChatTypes.Edited, reply with { ReplyTo = reference with { Excerpt = excerpt }, Version = reply.Version + 1 }, caller));
            }
        }

        return new RoomChange<Message>(entries, changed);
    }

    private ValueTask<IReadOnlyList<string>> MentionsAsync(string room, string text, CancellationToken cancellationToken) =>
        text.Contains('@', StringComparison.Ordinal)
            ? indexes.OfMembersAsync(room, members => Mentions.Find(text, members.Names), cancellationToken)
            : new([]);

    private async ValueTask<Outcome<Message>> FirstAsync(string room, long messageId, CancellationToken cancellationToken)
    {
        var state = await channels.ReadKeysAsync(ChatChannels.OfRoom(room), [ChatChannels.MessageKey(messageId)], cancellationToken);
        return ChatData.MessageOf(state.Find(ChatChannels.MessageKey(messageId))) is { } message ? message : ChatRefusals.NoMessage(messageId);
    }
}
