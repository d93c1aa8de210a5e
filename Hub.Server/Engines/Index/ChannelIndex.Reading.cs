namespace RealtimeHub.Server.Engines.Index;

internal sealed partial class ChannelIndex<TLocation>
{
    /// <summary>Adds the entries of the log that a query asks for, ascending, and returns whether there are more.</summary>
    public bool ReadLog(LogQuery query, List<(long Offset, LogEntry<TLocation> Entry)> found)
    {
        var first = FirstOffset;
        var last = Math.Min(Head, (query.Before ?? long.MaxValue) - 1);
        return query.After is { } after
            ? ReadUp(Math.Max(first, Math.Max(after, 0) + 1), last, query, found)
            : ReadDown(first, last, query, found);
    }

    private bool ReadUp(long from, long to, LogQuery query, List<(long Offset, LogEntry<TLocation> Entry)> found)
    {
        var page = new PageLimit(query.Limit, query.MaxBytes);
        for (var offset = from; offset <= to; offset++)
        {
            var entry = log[offset];
            if (!page.Takes(entry.Location.PayloadBytes))
                return true;
            found.Add((offset, entry));
        }

        return false;
    }

    private bool ReadDown(long from, long to, LogQuery query, List<(long Offset, LogEntry<TLocation> Entry)> found)
    {
        var page = new PageLimit(query.Limit, query.MaxBytes);
        var offset = to;
        while (offset >= from && page.Takes(log[offset].Location.PayloadBytes))
            offset--;
        for (var taken = offset + 1; taken <= to; taken++)
            found.Add((taken, log[taken]));
        return offset >= from;
    }

    /// <summary>Adds the entries that a query asks for, in its order, and returns whether there are more.</summary>
    /// <remarks>Keys are looked up in an empty state, too: how long an answer takes must not tell whether a channel has anything.</remarks>
    public bool ReadState(StateQuery query, List<KeyEntry<TLocation>> found)
    {
        if (query.Keys is not null)
            return (state ?? KeyedState<TLocation>.Empty).Read(query, found);
        return state is { Count: > 0 } && state.Read(query, found);
    }
}

/// <summary>Counts what a page takes; the first always fits.</summary>
internal struct PageLimit(int limit, long maxBytes)
{
    private int count;
    private long bytes;

    public bool Takes(int size)
    {
        if (count > 0 && (count >= limit || bytes + size > maxBytes))
            return false;
        count++;
        bytes += size;
        return true;
    }
}
