using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Messages;

/// <summary>Pages through the messages of a room.</summary>
internal sealed class MessageReading(RoomStore store, IModuleChannels channels)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MinScan = 100;

    public async ValueTask<Outcome<MessagePage>> GetAsync(ChatCaller caller, GetMessagesRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        long?[] bounds = [request.Before, request.After, request.Around];
        var refusal = TextRules.Room(request.Room)
            ?? FieldRules.Limit(limit, MaxLimit)
            ?? (bounds.Count(bound => bound is not null) > 1 ? Refusal.BadRequest("before", "before, after and around exclude each other") : null)
            ?? (request.Before is { } before ? FieldRules.Offset("before", before) : null)
            ?? (request.After is { } after ? FieldRules.Offset("after", after) : null)
            ?? (request.Around is { } around ? TextRules.MessageId("around", around) : null)
            ?? await CheckMemberAsync(caller, request.Room, cancellationToken);
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

    private async ValueTask<Refusal?> CheckMemberAsync(ChatCaller caller, string room, CancellationToken cancellationToken) =>
        (await store.ReadAsync(room, caller.UserId, [], null, cancellationToken)).RequireMember();

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

    // The log holds everything that happened in the room; a message is where it was posted, with its present value.
    private async ValueTask<(IReadOnlyList<Message> Messages, bool HasMore)> DownAsync(ChannelName channel, long? before, int limit, CancellationToken cancellationToken)
    {
        var found = new List<Message>();
        for (var bound = before; ;)
        {
            var page = await channels.ReadLogAsync(channel, new LogQuery { Before = bound, Limit = Math.Max(MinScan, limit + 1) }, cancellationToken);
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
            var page = await channels.ReadLogAsync(channel, new LogQuery { After = bound, Limit = Math.Max(MinScan, limit + 1) }, cancellationToken);
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
