namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>
/// Which nodes live: a function of the beats that were heard. Time passes with this node's own beats only, as the engine dated them: clocks of
/// machines don't matter, and while the engine is away no node grows older.
/// </summary>
internal sealed class NodeTable(string ownId)
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private long now;
    private long resumed;

    /// <summary>How often a node beats.</summary>
    public static TimeSpan BeatInterval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after its last beat a node counts as gone. With a beat's interval on top it is less than the 15 s that are promised.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its last beat what a node that is gone left behind is removed.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The other nodes that live.</summary>
    public IEnumerable<KeyValuePair<string, NodeRecord>> Others =>
        entries.Where(one => one.Value.Alive && one.Key != ownId).Select(one => KeyValuePair.Create(one.Key, one.Value.Record));

    /// <summary>Those that are gone for so long that what they left behind is to be removed, with the offsets of their last beats.</summary>
    public IEnumerable<KeyValuePair<string, long>> Forgotten =>
        entries.Where(one => !one.Value.Alive && now - one.Value.Time >= KeptFor.TotalMilliseconds).Select(one => KeyValuePair.Create(one.Key, one.Value.Offset));

    /// <summary>Whether this node is the one that removes it: of those that live, the first by id.</summary>
    public bool IsFirst => !Others.Any(one => string.CompareOrdinal(one.Key, ownId) < 0);

    public NodeLife LifeOf(string id) =>
        id == ownId ? NodeLife.Alive
        : !entries.TryGetValue(id, out var entry) ? NodeLife.Gone
        : entry.Alive ? NodeLife.Alive
        : entry.Stopped ? NodeLife.Stopped : NodeLife.Gone;

    /// <summary>Takes a beat.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="record">What it says; null when it was removed.</param>
    /// <param name="time">When the engine took it.</param>
    /// <param name="offset">Its offset.</param>
    public NodeNews Take(string id, NodeRecord? record, long time, long offset)
    {
        if (record is null)
            return entries.Remove(id, out var removed) && removed.Alive ? NodeNews.Changed : NodeNews.None;
        var news = id == ownId ? Advance(time) : NodeNews.None;
        if (entries.TryGetValue(id, out var entry))
            (entry.Record, entry.Time, entry.Offset) = (record, time, offset);
        else
            entries.Add(id, new Entry { Record = record, Time = time, Offset = offset });
        return Judge() ? news | NodeNews.Changed : news;
    }

    // A gap means that this node may have counted as gone; and that the others' beats of that time are still on their way.
    private NodeNews Advance(long time)
    {
        var gap = now == 0 ? 0 : time - now;
        now = time;
        if (gap < 0)
        {
            // Another engine's clock is behind: what was dated ahead of it must not live longer for that.
            foreach (var entry in entries.Values)
                entry.Time = Math.Min(entry.Time, time);
        }

        if (gap < Lifetime.TotalMilliseconds / 2)
            return NodeNews.None;
        resumed = time;
        return NodeNews.Resumed;
    }

    private bool Judge()
    {
        var changed = false;
        foreach (var (id, entry) in entries)
        {
            var heard = entry.Alive ? Math.Max(entry.Time, Math.Min(resumed, now)) : entry.Time;
            var alive = id == ownId || (!entry.Record.Stopped && now - heard < Lifetime.TotalMilliseconds);
            var stopped = entry.Record.Stopped && now - entry.Time < Lifetime.TotalMilliseconds;
            changed |= alive != entry.Alive || stopped != entry.Stopped;
            (entry.Alive, entry.Stopped) = (alive, stopped);
        }

        return changed;
    }

    private sealed class Entry
    {
        public required NodeRecord Record { get; set; }

        public long Time { get; set; }

        public long Offset { get; set; }

        public bool Alive { get; set; }

        public bool Stopped { get; set; }
    }
}

/// <summary>Whether a node is there.</summary>
internal enum NodeLife
{
    /// <summary>It beats.</summary>
    Alive,

    /// <summary>It has stopped in order, a moment ago: its clients are on their way to others.</summary>
    Stopped,

    /// <summary>It vanished, or was never there.</summary>
    Gone,
}

/// <summary>What a beat changed.</summary>
[Flags]
internal enum NodeNews
{
    None = 0,

    /// <summary>A node came, or is gone.</summary>
    Changed = 1,

    /// <summary>This node was not heard for so long that the others may have taken it for gone.</summary>
    Resumed = 2,
}
