using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;

namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>
/// What is held in memory of recently used rooms, each read from its channel on first use and brought up to the head at
/// every use. Bounded by rooms and by characters: the least recently used room is evicted first.
/// </summary>
internal sealed class RoomIndexes(IModuleChannels channels, ChatOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> byRoom = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> byUse = [];
    private long characters;

    /// <summary>How many rooms are held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return byRoom.Count;
        }
    }

    /// <summary>Looks at a room's members as they are now.</summary>
    public async ValueTask<T> OfMembersAsync<T>(string room, Func<RoomMembers, T> look, CancellationToken cancellationToken)
    {
        var entry = Use(room);
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            await entry.MembersFollower.FollowAsync(entry.Members.Clear, entry.Members.Take, cancellationToken);
            return look(entry.Members);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Looks at a room's messages as they are now.</summary>
    public async ValueTask<T> OfMessagesAsync<T>(string room, Func<RoomMessages, T> look, CancellationToken cancellationToken)
    {
        var entry = Use(room);
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            await entry.MessagesFollower.FollowAsync(entry.Messages.Clear, entry.Messages.Take, cancellationToken);
            return look(entry.Messages);
        }
        finally
        {
            Weigh(entry);
            entry.Turn.Release();
        }
    }

    private Entry Use(string room)
    {
        lock (gate)
        {
            if (byRoom.TryGetValue(room, out var node))
                byUse.Remove(node);
            else
                byRoom[room] = node = new LinkedListNode<Entry>(new Entry(channels, room));
            byUse.AddFirst(node);
            Evict();
            return node.Value;
        }
    }

    private void Weigh(Entry entry)
    {
        lock (gate)
        {
            if (!byRoom.TryGetValue(entry.Room, out var node) || node.Value != entry)
                return;
            characters += entry.Messages.Characters - entry.Weight;
            entry.Weight = entry.Messages.Characters;
            Evict();
        }
    }

    // A caller that still uses an evicted one finishes with it; the next use reads the room again.
    private void Evict()
    {
        while (byUse.Count > 1 && (byUse.Count > options.IndexedRooms || characters > options.IndexedCharacters))
        {
            var last = byUse.Last!.Value;
            byUse.RemoveLast();
            byRoom.Remove(last.Room);
            characters -= last.Weight;
        }
    }

    private sealed class Entry(IModuleChannels channels, string room)
    {
        public string Room { get; } = room;

        /// <summary>One at a time reads and looks.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public RoomMembers Members { get; } = new();

        public RoomMessages Messages { get; } = new();

        public StateFollower MembersFollower { get; } = new(channels, ChatChannels.OfRoom(room), ChatChannels.MemberPrefix);

        public StateFollower MessagesFollower { get; } = new(channels, ChatChannels.OfRoom(room), ChatChannels.MessagePrefix);

        /// <summary>The characters that count against the limit. Guarded by the index's lock.</summary>
        public long Weight { get; set; }
    }
}
