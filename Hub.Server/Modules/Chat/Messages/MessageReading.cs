using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Messages;

/// <summary>Pages through the messages of a room and searches them.</summary>
internal sealed class MessageReading(RoomStore store, RoomIndexes indexes, IModuleChannels channels)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int DefaultSearchLimit = 20;
    private const int MaxSearchLimit = 100;
    private const int MostWords = 10;
    private const int LeastScan = 100;

    public async ValueTask<Outcome<MessagePage>> GetAsync(Chatter caller, GetMessagesRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        long?[] bounds = [request.Before, request.After, request.Around];
        var refusal = TextRules.Room(request.Room)
            ?? FieldRules.Limit(limit, MaxLimit)
            ?? (bounds.Count(bound => bound is not null) > 1 ? Refusal.BadRequest("before, after and around exclude each other") : null)
            ?? (request.Before is { } before ? FieldRules.Offset("before", before) : null)
            ?? (request.After is { } after ? FieldRules.Offset("after", after) : null)
            ?? (request.Around is { } around ? TextRules.MessageId("around", around) : null)
            ?? await MayReadAsync(caller, request.Room, cancellationToken);
        if (refusal is not null)
            return refusal;
        var channel = ChatChannels.OfRoom(request.Room);
        if (request.Around is { } middle)
            return await AroundAsync(channel, middle, limit, cancellationToken);
        var (messages, hasMore) = request.After is { } from
            ? await UpAsync(channel, from, limit, cancellationToken)
            : await DownAsync(channel, request.Before, limit, cancellationToken);
        return new MessagePage(messages, hasMore);
    }

    public async ValueTask<Outcome<MessagePage>> SearchAsync(Chatter caller, SearchMessagesRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultSearchLimit;
        var refusal = TextRules.Room(request.Room)
            ?? FieldRules.Limit(limit, MaxSearchLimit)
            ?? TextRules.Query(request.Query)
            ?? (request.Before is { } before ? FieldRules.Offset("before", before) : null);
        if (refusal is not null)
            return refusal;
        var words = FoldedText.Words(request.Query);
        if (words.Length is 0 or > MostWords)
            return Refusal.BadRequest($"query takes 1 to {MostWords} words");
        if (await MayReadAsync(caller, request.Room, cancellationToken) is { } denied)
            return denied;
        var (ids, hasMore) = await indexes.OfMessagesAsync(
            request.Room,
            messages => messages.Search(words, request.Before ?? long.MaxValue, limit),
            cancellationToken);
        if (ids.Count == 0)
            return new MessagePage([], false);
        var state = await channels.ReadKeysAsync(ChatChannels.OfRoom(request.Room), [.. ids.Select(ChatChannels.MessageKey)], cancellationToken);
        var found = state.Entries.Select(ChatData.MessageOf).OfType<Message>()
            .Where(message => message.Deleted != true)
            .OrderByDescending(message => message.MessageId);
        return new MessagePage([.. found], hasMore);
    }

    private async ValueTask<Refusal?> MayReadAsync(Chatter caller, string room, CancellationToken cancellationToken) =>
        (await store.ReadAsync(room, caller.UserId, [], cancellationToken)).TakesMember();

    private async ValueTask<Outcome<MessagePage>> AroundAsync(ChannelName channel, long middle, int limit, CancellationToken cancellationToken)
    {
        var (newer, hasNewer) = await UpAsync(channel, middle - 1, Math.Max(1, limit - (limit / 2)), cancellationToken);
        if (newer.Count == 0 || newer[0].MessageId != middle)
            return ChatRefusals.NoMessage(middle);
        if (limit / 2 == 0)
            return new MessagePage(newer, true);
        var (older, hasOlder) = await DownAsync(channel, middle, limit / 2, cancellationToken);
        return new MessagePage([.. older, .. newer], hasOlder || hasNewer);
    }

    // The log holds everything that happened in the room; a message stands where it was posted, as it is now.
    private async ValueTask<(IReadOnlyList<Message> Messages, bool HasMore)> DownAsync(ChannelName channel, long? before, int limit, CancellationToken cancellationToken)
    {
        var found = new List<Message>();
        for (var bound = before; ;)
        {
            var page = await channels.ReadLogAsync(channel, null, bound, Math.Max(LeastScan, limit + 1), cancellationToken);
            for (var i = page.Publications.Count - 1; i >= 0; i--)
            {
                if (Posted(page.Publications[i]) is not { } message)
                    continue;
                if (found.Count == limit)
                    return Ascending(true);
                found.Add(message);
            }

            if (!page.HasMore)
                return Ascending(false);
            bound = page.Publications[0].Offset;
        }

        (IReadOnlyList<Message>, bool) Ascending(bool hasMore)
        {
            found.Reverse();
            return (found, hasMore);
        }
    }

    private async ValueTask<(IReadOnlyList<Message> Messages, bool HasMore)> UpAsync(ChannelName channel, long after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<Message>();
        for (var bound = after; ;)
        {
            var page = await channels.ReadLogAsync(channel, bound, null, Math.Max(LeastScan, limit + 1), cancellationToken);
            foreach (var publication in page.Publications)
            {
                if (Posted(publication) is not { } message)
                    continue;
                if (found.Count == limit)
                    return (found, true);
                found.Add(message);
            }

            if (!page.HasMore)
                return (found, false);
            bound = page.Publications[^1].Offset;
        }
    }

    private static Message? Posted(Publication publication) =>
        publication.Type == ChatTypes.Posted ? ChatData.MessageOf(publication) : null;
}
