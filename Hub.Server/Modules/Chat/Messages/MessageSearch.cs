using System.Globalization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Messages;

/// <summary>Finds messages by words, in one room or in all rooms of a user.</summary>
internal sealed class MessageSearch(RoomStore store, RoomLists lists, RoomIndexes indexes, IModuleChannels channels)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxWords = 10;

    public async ValueTask<Outcome<MessagePage>> SearchAsync(ChatCaller caller, SearchMessagesRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        var refusal = TextRules.Room(request.Room)
            ?? FieldRules.Limit(limit, MaxLimit)
            ?? (request.Before is { } before ? FieldRules.Offset("before", before) : null);
        if (refusal is not null)
            return refusal;
        if (WordsOf(request.Query).IsRefused(out refusal, out var words))
            return refusal;
        if ((await store.ReadAsync(request.Room, caller.UserId, [], null, cancellationToken)).RequireMember() is { } denied)
            return denied;
        var (ids, hasMore) = await indexes.OfMessagesAsync(
            request.Room,
            messages => messages.Search(words, request.Before ?? long.MaxValue, limit),
            cancellationToken);
        var found = (await ReadAsync(request.Room, ids, cancellationToken)).OrderByDescending(message => message.MessageId);
        return new MessagePage([.. found], hasMore);
    }

    public async ValueTask<Outcome<MessageSearchPage>> SearchAllAsync(ChatCaller caller, SearchAllMessagesRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        if (FieldRules.Limit(limit, MaxLimit) is { } refusal)
            return refusal;
        if (WordsOf(request.Query).IsRefused(out refusal, out var words))
            return refusal;
        if (MessagePlace.TryParse(request.After, out var after) is false)
            return Refusal.BadRequest("after", "after must be the next of an earlier page");
        var places = new List<MessagePlace>();
        foreach (var room in await lists.OfUserAsync(caller.UserId, cancellationToken))
        {
            if ((await store.ReadAsync(room, caller.UserId, [], null, cancellationToken)).RequireMember() is null)
                places.AddRange(await FindAsync(room, words, after, limit + 1, cancellationToken));
        }

        places.Sort();
        var page = places.Take(limit).ToArray();
        return new MessageSearchPage(await ReadAsync(page, cancellationToken), places.Count > limit ? page[^1].ToString() : null);
    }

    private static Outcome<string[]> WordsOf(string query)
    {
        if (TextRules.Query(query) is { } refusal)
            return refusal;
        var words = FoldedText.Words(query);
        return words.Length is 0 or > MaxWords ? Refusal.BadRequest("query", $"query takes 1 to {MaxWords} words", MaxWords, words.Length) : words;
    }

    private ValueTask<IReadOnlyList<MessagePlace>> FindAsync(string room, string[] words, MessagePlace? after, int limit, CancellationToken cancellationToken) =>
        indexes.OfMessagesAsync<IReadOnlyList<MessagePlace>>(
            room,
            messages =>
            [
                .. messages.Matching(words, long.MaxValue)
                    .Select(message => new MessagePlace(message.Time, room, message.Id))
                    .Where(place => after is null || place.CompareTo(after) > 0)
                    .Take(limit),
            ],
            cancellationToken);

    private async ValueTask<IReadOnlyList<Message>> ReadAsync(MessagePlace[] page, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Room, long Id), Message>();
        foreach (var room in page.GroupBy(place => place.Room))
        {
            foreach (var message in await ReadAsync(room.Key, [.. room.Select(place => place.MessageId)], cancellationToken))
                found[(room.Key, message.MessageId)] = message;
        }

        return [.. page.Select(place => found.GetValueOrDefault((place.Room, place.MessageId))).OfType<Message>()];
    }

    private async ValueTask<IEnumerable<Message>> ReadAsync(string room, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        var state = await channels.ReadKeysAsync(ChatChannels.OfRoom(room), [.. ids.Select(ChatChannels.MessageKey)], cancellationToken);
        return state.Entries.Select(ChatData.MessageOf).OfType<Message>().Where(message => message.Deleted != true);
    }
}

/// <summary>Where a message is among those of several rooms: the newest first.</summary>
internal sealed record MessagePlace(long Time, string Room, long MessageId) : IComparable<MessagePlace>
{
    public int CompareTo(MessagePlace? other)
    {
        if (other is null)
            return 1;
        if (Time != other.Time)
            return other.Time.CompareTo(Time);
        var byRoom = string.CompareOrdinal(Room, other.Room);
        return byRoom != 0 ? byRoom : other.MessageId.CompareTo(MessageId);
    }

    /// <summary>As a page's <c>next</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}.{MessageId}.{Room}");

    /// <summary>Reads a page's <c>next</c>; null gives null.</summary>
    public static bool TryParse(string? text, out MessagePlace? place)
    {
        place = null;
        if (text is null)
            return true;
        if (text.Split('.', 3) is not [var time, var id, { Length: > 0 } room]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var messageId))
            return false;
        place = new MessagePlace(at, room, messageId);
        return true;
    }
}
