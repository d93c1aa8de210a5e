namespace RealtimeHub.Server.Engines.Index;

internal sealed partial class ChannelIndex<TPlace>
{
    /// <summary>Fills the places that a query asks for, ascending, and tells whether there is more.</summary>
    public bool ReadLog(LogQuery query, List<(long Offset, LogEntry<TPlace> Entry)> found)
    {
        var first = FirstOffset;
        var last = Math.Min(Head, (query.Before ?? long.MaxValue) - 1);
        return query.After is { } after
            ? ReadUp(Math.Max(first, Math.Max(after, 0) + 1), last, query, found)
            : ReadDown(first, last, query, found);
    }

    private bool ReadUp(long from, long to, LogQuery query, List<(long Offset, LogEntry<TPlace> Entry)> found)
    {
        var page = new PageLimit(query.Limit, query.MaxBytes);
        for (var offset = from; offset <= to; offset++)
        {
            var entry = EntryAt(offset);
            if (!page.Takes(entry.Place.PayloadBytes))
                return true;
            found.Add((offset, entry));
        }

        return false;
    }

    private bool ReadDown(long from, long to, LogQuery query, List<(long Offset, LogEntry<TPlace> Entry)> found)
    {
        var page = new PageLimit(query.Limit, query.MaxBytes);
        var offset = to;
        while (offset >= from && page.Takes(EntryAt(offset).Place.PayloadBytes))
            offset--;
        for (var taken = offset + 1; taken <= to; taken++)
            found.Add((taken, EntryAt(taken)));
        return offset >= from;
    }

    private ref LogEntry<TPlace> EntryAt(long offset) => ref log[(int)(offset - FirstOffset)];

    /// <summary>Fills the entries that a query asks for, in its order, and tells whether there are more.</summary>
    public bool ReadState(StateQuery query, List<KeyEntry<TPlace>> found)
    {
        if (state is null || state.Count == 0)
            return false;
        var page = new PageLimit(query.Limit, query.MaxBytes);
        if (query.Keys is { } keys)
            return Fill(Chosen(keys, query), query, ref page, found);
        if (query.ChangedAfter is { } after)
            return Fill(state.ChangedAfter(after), query, ref page, found);
        return ReadByKey(query, ref page, found);
    }

    private bool ReadByKey(StateQuery query, ref PageLimit page, List<KeyEntry<TPlace>> found)
    {
        var prefix = query.Prefix ?? "";
        var behind = query.AfterKey is { } key && Utf8Order.Compare(key, prefix) >= 0 ? key : null;
        foreach (var entry in state!.InOrder(behind ?? prefix, inclusive: behind is null))
        {
            if (!entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                return false;
            if (entry.Removed)
                continue;
            if (!page.Takes(entry.Place.PayloadBytes))
                return true;
            found.Add(entry);
        }

        return false;
    }

    private List<KeyEntry<TPlace>> Chosen(IReadOnlyCollection<string> keys, StateQuery query)
    {
        var chosen = new List<KeyEntry<TPlace>>(keys.Count);
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            if (state!.Find(key) is { } entry)
                chosen.Add(entry);
        }

        if (query.ChangedAfter is not null)
            chosen.Sort(static (x, y) => x.Offset.CompareTo(y.Offset));
        else
            chosen.Sort(static (x, y) => Utf8Order.Compare(x.Key, y.Key));
        return chosen;
    }

    private static bool Fill(
        IEnumerable<KeyEntry<TPlace>> entries, StateQuery query, ref PageLimit page, List<KeyEntry<TPlace>> found)
    {
        foreach (var entry in entries)
        {
            if (!Wanted(entry, query))
                continue;
            // A compaction may give two keys one offset; a page that ended between them would lose the second.
            var together = query.ChangedAfter is not null && found.Count > 0 && found[^1].Offset == entry.Offset;
            if (!page.Takes(entry.Place.PayloadBytes) && !together)
                return true;
            found.Add(entry);
        }

        return false;
    }

    private static bool Wanted(KeyEntry<TPlace> entry, StateQuery query)
    {
        if (query.Prefix is { } prefix && !entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        if (query.AfterKey is { } behind && Utf8Order.Compare(entry.Key, behind) <= 0)
            return false;
        return query.ChangedAfter is { } after ? entry.Offset > after : !entry.Removed;
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
