using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Shows rooms to those who may see them.</summary>
internal sealed class RoomReading(RoomStore store, RoomLists lists, RoomIndexes indexes)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 200;
    private const int MaxMembers = 1_000;
    private const int ScanSize = 500;

    public async ValueTask<Outcome<RoomDetails>> GetAsync(ChatCaller caller, GetRoomRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        var snapshot = await store.ReadAsync(request.Room, caller.UserId, [], null, cancellationToken);
        if (snapshot.Room is null || (snapshot.Member is null && snapshot.Room.Visibility != RoomVisibility.Public))
            return ChatRefusals.Outsider(request.Room);
        var isMember = snapshot.Member is not null;
        var (members, count) = await indexes.OfMembersAsync(
            request.Room,
            all => (all.All.Take(isMember ? MaxMembers : 0).ToArray(), all.Count),
            cancellationToken);
        var room = snapshot.RoomFor(WithOf(snapshot.Room, members, caller.UserId));
        return new RoomDetails(room, members, count, isMember ? snapshot.Mute?.UntilTime : null);
    }

    /// <summary>Public rooms and the caller's own, in order of their names.</summary>
    public async ValueTask<Outcome<RoomPage>> ListAsync(ChatCaller caller, ListRoomsRequest request, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        var refusal = FieldRules.Limit(limit, MaxLimit)
            ?? (request.Query is { } query ? TextRules.Query(query) : null)
            ?? (request.After is { Length: > 0 } after ? TextRules.Room(after) : null);
        if (refusal is not null)
            return refusal;
        var wanted = FoldedText.Of(request.Query ?? "");
        var found = new List<Room>();
        await foreach (var room in RoomsAsync(caller.UserId, request.After ?? "", cancellationToken))
        {
            if (!Matches(room, wanted))
                continue;
            if (found.Count == limit)
                return new RoomPage(found, found[^1].Name);
            found.Add(room);
        }

        return new RoomPage(found);
    }

    // Two ordered lists, merged: the public rooms, page by page, and the names of the caller's own.
    private async IAsyncEnumerable<Room> RoomsAsync(string userId, string after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = new Queue<string>((await lists.OfUserAsync(userId, cancellationToken)).Where(name => RoomLists.Compare(name, after) > 0));
        var hasMore = true;
        for (var at = after; hasMore;)
        {
            (var page, hasMore) = await lists.PublicAsync(at.Length > 0 ? at : null, ScanSize, cancellationToken);
            foreach (var room in page)
            {
                at = room.Name;
                while (own.TryPeek(out var name) && RoomLists.Compare(name, room.Name) < 0)
                {
                    if (await OwnAsync(own.Dequeue(), userId, cancellationToken) is { } between)
                        yield return between;
                }

                var isOwn = own.TryPeek(out var next) && next == room.Name;
                if (isOwn)
                    own.Dequeue();
                yield return isOwn && await OwnAsync(room.Name, userId, cancellationToken) is { } mine ? mine : room;
            }
        }

        while (own.TryDequeue(out var name))
        {
            if (await OwnAsync(name, userId, cancellationToken) is { } room)
                yield return room;
        }
    }

    private async ValueTask<Room?> OwnAsync(string name, string userId, CancellationToken cancellationToken)
    {
        var snapshot = await store.ReadAsync(name, userId, [], null, cancellationToken);
        if (snapshot.Room is null || snapshot.Member is null)
            return null;
        if (snapshot.Room.Visibility != RoomVisibility.Direct)
            return snapshot.RoomFor();
        var members = await indexes.OfMembersAsync(name, all => all.All.ToArray(), cancellationToken);
        return snapshot.RoomFor(WithOf(snapshot.Room, members, userId));
    }

    private static ChatUser? WithOf(Room room, IEnumerable<RoomMember> members, string userId) =>
        room.Visibility == RoomVisibility.Direct && members.FirstOrDefault(member => member.UserId != userId) is { } other
            ? DirectRooms.WithOf(other)
            : null;

    private static bool Matches(Room room, string wanted) =>
        wanted.Length == 0
        || FoldedText.Of(room.Name).Contains(wanted, StringComparison.Ordinal)
        || FoldedText.Of(room.Title).Contains(wanted, StringComparison.Ordinal)
        || (room.With?.Name is { } name && FoldedText.Of(name).Contains(wanted, StringComparison.Ordinal));
}
