using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>
/// Which public rooms there are, and which rooms each user is in. Written behind the room's own channel, which is what
/// counts: a list that a crash kept from being written is mended when the room is joined or changed again.
/// </summary>
internal sealed class RoomLists(IModuleChannels channels)
{
    private const int PageSize = 1_000;

    /// <summary>Notes a public room as it is now.</summary>
    public async ValueTask ListAsync(Room room, Chatter by, CancellationToken cancellationToken)
    {
        if (room.Visibility == RoomVisibility.Public)
            await channels.AppendAsync(ChatChannels.Listing, [ChatData.Entry(room, by) with { Key = room.Name, Publisher = null }], null, cancellationToken);
    }

    public async ValueTask AddAsync(string userId, string room, long joinedTime, CancellationToken cancellationToken) =>
        await channels.AppendAsync(
            ChatChannels.RoomsOf(userId),
            [ChatData.Fact(room, new MembershipFact(joinedTime), ChatJson.Default.MembershipFact)],
            null,
            cancellationToken);

    public async ValueTask RemoveAsync(string userId, string room, CancellationToken cancellationToken) =>
        await channels.AppendAsync(ChatChannels.RoomsOf(userId), [ChatData.Fact<MembershipFact>(room, null, ChatJson.Default.MembershipFact)], null, cancellationToken);

    /// <summary>The names of the rooms that a user is in, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> OfUserAsync(string userId, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await channels.ReadPrefixAsync(ChatChannels.RoomsOf(userId), "", after, PageSize, cancellationToken);
            names.AddRange(page.Entries.Select(entry => entry.Key!));
            after = page.HasMore ? names[^1] : null;
        }
        while (after is not null);
        return names;
    }

    /// <summary>A page of the public rooms behind a name, in order.</summary>
    public async ValueTask<(IReadOnlyList<Room> Rooms, bool HasMore)> PublicAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await channels.ReadPrefixAsync(ChatChannels.Listing, "", after, limit, cancellationToken);
        return ([.. page.Entries.Select(ChatData.RoomOf).OfType<Room>()], page.HasMore);
    }

    /// <summary>The order of names in pages: that of their bytes in UTF-8.</summary>
    public static int Compare(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
