using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>One user's read positions, and which of them are still to be written. May be used from any thread.</summary>
internal sealed class CursorSet(Dictionary<ChannelName, long> stored)
{
    /// <summary>The most channels in which one user has a read position.</summary>
    public const int MaxChannels = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, long> moved = [];
    private bool used = true;

    /// <summary>Whether nothing has been read, moved or written since this was last asked.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                var idle = !used && moved.Count == 0;
                used = false;
                return idle;
            }
        }
    }

    /// <summary>Whether a channel that has no position yet would be one too many.</summary>
    public bool IsFull(ChannelName channel)
    {
        lock (gate)
            return stored.Count >= MaxChannels && !stored.ContainsKey(channel);
    }

    public long? Find(ChannelName channel)
    {
        lock (gate)
        {
            used = true;
            return stored.TryGetValue(channel, out var offset) ? offset : null;
        }
    }

    public KeyValuePair<ChannelName, long>[] All()
    {
        lock (gate)
        {
            used = true;
            return [.. stored.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)];
        }
    }

    /// <summary>Moves a position forward, never back; gives where it is then.</summary>
    public long Advance(ChannelName channel, long offset)
    {
        lock (gate)
        {
            used = true;
            var before = stored.GetValueOrDefault(channel, -1);
            if (offset <= before)
                return before;
            return stored[channel] = moved[channel] = offset;
        }
    }

    /// <summary>Gives what has moved since the last time.</summary>
    public IReadOnlyDictionary<ChannelName, long> TakeMoved()
    {
        lock (gate)
        {
            var taken = new Dictionary<ChannelName, long>(moved);
            moved.Clear();
            return taken;
        }
    }

    /// <summary>Puts back what could not be written; what has moved on meanwhile stays.</summary>
    public void PutBack(IReadOnlyDictionary<ChannelName, long> taken)
    {
        lock (gate)
        {
            foreach (var (channel, offset) in taken)
                moved.TryAdd(channel, offset);
        }
    }
}
