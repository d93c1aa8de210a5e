using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Messages;

/// <summary>Posts, edits, deletes and reacts.</summary>
internal sealed class ChatMessages(
    RoomStore store,
    RoomIndexes indexes,
    ChatNotices notices,
    ChatTyping typing,
    IModuleChannels channels,
    ChatOptions options)
{
    /// <summary>The most replies with an excerpt of one message: each is published again when the message changes.</summary>
    public const int MaxExcerpts = 200;

    public async ValueTask<Outcome<Message>> PostAsync(ChatCaller caller, PostMessageRequest request, CancellationToken cancellationToken)
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
            snapshot => DecidePostAsync(snapshot, caller, request, cancellationToken),
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Appended is null or { Duplicate: true })
            return await FirstAsync(request.Room, change.Appended?.Position.Offset ?? change.Result.MessageId, cancellationToken);
        await typing.EndAsync(request.Room, caller.UserId, CancellationToken.None);
        await notices.MentionAsync(change.Result.Mentions, change.Result, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<Message>> EditAsync(ChatCaller caller, EditMessageRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.Room(request.Room) ?? TextRules.MessageId("messageId", request.MessageId) ?? TextRules.Text(request.Text, options.MaxTextBytes);
        if (refusal is not null)
            return refusal;
        var changed = await ChangeMessageAsync<(Message Message, IReadOnlyList<string> Before)>(caller, request.Room, request.MessageId, async (snapshot, message) =>
        {
            if ((snapshot.RequireWriter() ?? RoleRules.Edits(snapshot.Member!, message, options.EditWindow, store.Now)) is { } denied)
                return denied;
            var edited = message with
            {
                Text = request.Text,
                Mentions = await MentionsAsync(request.Room, request.Text, cancellationToken),
                EditedTime = store.Now,
                Version = message.Version + 1,
            };
            return new RoomChange<(Message, IReadOnlyList<string>)>(
                await WithRepliesAsync(ChatTypes.Edited, edited, caller, cancellationToken),
                (edited, message.Mentions));
        }, cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        var (now, before) = change.Result;
        await notices.MentionAsync(now.Mentions.Except(before), now, CancellationToken.None);
        return now;
    }

    public async ValueTask<Outcome<bool>> DeleteAsync(ChatCaller caller, DeleteMessageRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.MessageId("messageId", request.MessageId)) is { } refusal)
            return refusal;
        var changed = await ChangeMessageAsync<Message>(caller, request.Room, request.MessageId, async (snapshot, message) =>
        {
            if (RoleRules.Deletes(snapshot.Member!, message) is { } denied)
                return denied;
            if (message.Deleted == true)
                return new RoomChange<Message>([], message);
            var tombstone = Tombstone(message);
            return new RoomChange<Message>(await WithRepliesAsync(ChatTypes.Deleted, tombstone, caller, cancellationToken), tombstone);
        }, cancellationToken, includeDeleted: true);
        return changed.IsRefused(out refusal, out _) ? refusal : true;
    }

    public async ValueTask<Outcome<Message>> ReactAsync(ChatCaller caller, ReactRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.MessageId("messageId", request.MessageId)) is { } refusal)
            return refusal;

        // What an earlier version took and this one does not can still be taken back.
        var remove = request.Remove == true;
        if (TextRules.Emoji(request.Emoji).IsRefused(out refusal, out var emoji) && !remove)
            return refusal;
        emoji ??= request.Emoji;
        var changed = await ChangeMessageAsync<Message>(caller, request.Room, request.MessageId, (snapshot, message) =>
        {
            if (snapshot.RequireWriter() is { } denied)
                return new(denied);
            var reacted = remove
                ? Outcome<IReadOnlyList<Reaction>>.From(Reactions.Remove(message.Reactions, emoji, caller.UserId))
                : Reactions.Add(message.Reactions, emoji, caller.UserId);
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

    private async ValueTask<Outcome<RoomChange<Message>>> DecidePostAsync(RoomSnapshot snapshot, ChatCaller caller, PostMessageRequest request, CancellationToken cancellationToken)
    {
        if (snapshot.RequireWriter() is { } denied)
            return denied;
        if (snapshot.Room!.SlowModeMs > 0 && snapshot.Member!.Role == RoomRole.Member)
        {
            var newest = await indexes.OfMessagesAsync(snapshot.Name, messages => messages.NewestOf(caller.UserId), cancellationToken);
            if (newest is not null && newest.Time + snapshot.Room.SlowModeMs > store.Now)
                return await WithinSlowModeAsync(snapshot, newest, request, cancellationToken);
        }

        MessageReference? reference = null;
        if (request.ReplyTo is { } replyTo)
        {
            if (snapshot.MessageOf(replyTo) is not { Message: { Deleted: not true } answered })
                return ChatRefusals.NoMessage(replyTo);
            var replies = await indexes.OfMessagesAsync(snapshot.Name, messages => messages.RepliesTo(replyTo).Count, cancellationToken);
            reference = new MessageReference(replyTo, answered.Author, replies < MaxExcerpts ? Excerpts.Of(answered.Text) : "");
        }

        var message = new Message
        {
            MessageId = snapshot.NextOffset,
            Room = snapshot.Name,
            Author = caller.User,
            Text = request.Text,
            Time = store.Now,
            ReplyTo = reference,
            Mentions = await MentionsAsync(snapshot.Name, request.Text, cancellationToken),
            Reactions = [],
            Version = 1,
            IdempotencyKey = request.IdempotencyKey,
        };
        var posted = ChatData.Entry(ChatTypes.Posted, message, caller) with { IdempotencyKey = request.IdempotencyKey, IdempotencyScope = caller.UserId };

        // Members go by the name they last posted under.
        var member = snapshot.Member! with { Name = caller.Name };
        return new RoomChange<Message>(member == snapshot.Member ? [posted] : [posted, ChatData.Entry(member, caller)], message);
    }

    // A repeat of the message that the slow mode counts from is answered, not refused.
    private async ValueTask<Outcome<RoomChange<Message>>> WithinSlowModeAsync(RoomSnapshot snapshot, IndexedMessage newest, PostMessageRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is { } key
            && (await FirstAsync(snapshot.Name, newest.Id, cancellationToken)).IsRefused(out _, out var first) == false
            && first.IdempotencyKey == key)
            return new RoomChange<Message>([], first);
        return ChatRefusals.SlowMode(TimeSpan.FromMilliseconds(newest.Time + snapshot.Room!.SlowModeMs - store.Now));
    }

    private async ValueTask<Outcome<RoomChange<T>>> ChangeMessageAsync<T>(
        ChatCaller caller,
        string room,
        long messageId,
        Func<RoomSnapshot, Message, ValueTask<Outcome<RoomChange<T>>>> decide,
        CancellationToken cancellationToken,
        bool includeDeleted = false) =>
        await store.ChangeAsync<T>(
            room,
            caller.UserId,
            [ChatChannels.MessageKey(messageId)],
            async snapshot =>
            {
                if (snapshot.RequireMember() is { } denied)
                    return denied;
                return snapshot.MessageOf(messageId) is { } found && (includeDeleted || found.Message.Deleted != true)
                    ? await decide(snapshot, found.Message)
                    : ChatRefusals.NoMessage(messageId);
            },
            cancellationToken);

    // A changed text must not stay in the excerpts of its replies: they change with it, all or nothing.
    private async ValueTask<IReadOnlyList<Draft>> WithRepliesAsync(string type, Message changed, ChatCaller caller, CancellationToken cancellationToken)
    {
        var entries = new List<Draft> { ChatData.Entry(type, changed, caller) };
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

        return entries;
    }

    private ValueTask<IReadOnlyList<string>> MentionsAsync(string room, string text, CancellationToken cancellationToken) =>
        text.AsSpan().ContainsAny('@', '\uFF20', '\uFE6B')
            ? indexes.OfMembersAsync(room, members => Mentions.Find(text, members.Names), cancellationToken)
            : new([]);

    private async ValueTask<Outcome<Message>> FirstAsync(string room, long messageId, CancellationToken cancellationToken)
    {
        var state = await channels.ReadKeysAsync(ChatChannels.OfRoom(room), [ChatChannels.MessageKey(messageId)], cancellationToken);
        return ChatData.MessageOf(state.Find(ChatChannels.MessageKey(messageId))) is { } message ? message : ChatRefusals.NoMessage(messageId);
    }
}
