using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>
/// The public rooms, and the rooms of each user. Written after the room's own channel, which decides: a list that a crash
/// kept from being written is repaired when the room is joined or changed again.
/// </summary>
internal sealed class RoomLists(IModuleChannels channels)
{
    private const int PageSize = 1_000;

    /// <summary>Lists a public room as it is now.</summary>
    public async ValueTask ListAsync(Room room, ChatCaller by, CancellationToken cancellationToken)
    {
        if (room.Visibility == RoomVisibility.Public)
            await channels.AppendAsync(ChatChannels.Listing, [ChatData.Entry(room, by) with { Key = room.Name, Publisher = null }], cancellationToken: cancellationToken);
    }

    /// <summary>Takes a deleted room off the list.</summary>
    public async ValueTask UnlistAsync(Room room, CancellationToken cancellationToken)
    {
        if (room.Visibility == RoomVisibility.Public)
            await channels.AppendAsync(ChatChannels.Listing, [ChatData.Erased(ChatTypes.Room, room.Name)], cancellationToken: cancellationToken);
    }

    public async ValueTask AddAsync(string userId, string room, long joinedTime, CancellationToken cancellationToken) =>
        await channels.AppendAsync(ChatChannels.RoomsOf(userId), [ChatData.Membership(room, new RoomMembership(joinedTime))], cancellationToken: cancellationToken);

    public async ValueTask RemoveAsync(string userId, string room, CancellationToken cancellationToken) =>
        await channels.AppendAsync(ChatChannels.RoomsOf(userId), [ChatData.NoMembership(room)], cancellationToken: cancellationToken);

    /// <summary>The names of a user's rooms, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> OfUserAsync(string userId, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await channels.ReadStateAsync(ChatChannels.RoomsOf(userId), new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            names.AddRange(page.Entries.Select(entry => entry.Key!));
            after = page.HasMore ? names[^1] : null;
        }
        while (after is not null);
        return names;
    }

    /// <summary>A page of the public rooms after a name, in order.</summary>
    public async ValueTask<(IReadOnlyList<Room> Rooms, bool HasMore)> PublicAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await channels.ReadStateAsync(ChatChannels.Listing, new StateQuery { AfterKey = after, Limit = limit }, cancellationToken);
        return ([.. page.Entries.Select(ChatData.RoomOf).OfType<Room>()], page.HasMore);
    }

    /// <summary>The order of names in pages: that of their bytes in UTF-8.</summary>
    public static int Compare(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
