namespace RealtimeHub.Server.Engines.Index;

internal sealed partial class KeyedState<TLocation>
{
    public KeyEntry<TLocation>? Find(string key) => NumberOf(key) is >= 0 and var number ? Entry(number) : null;

    /// <summary>All of it, in order of offsets.</summary>
    public IEnumerable<KeyEntry<TLocation>> All() => NumbersChangedAfter(-1).Select(Entry);

    /// <summary>Adds the entries that a query asks for, in its order, and returns whether there are more.</summary>
    public bool Read(StateQuery query, List<KeyEntry<TLocation>> found)
    {
        var page = new PageLimit(query.Limit, query.MaxBytes);
        var bounds = KeyBounds.Of(query);
        if (query.Keys is { } chosen)
            return Fill(Chosen(chosen, query), bounds, query, ref page, found);
        if (query.ChangedAfter is { } after)
            return Fill(NumbersChangedAfter(after), bounds, query, ref page, found);
        return ReadByKey(bounds, ref page, found);
    }

    private bool ReadByKey(KeyBounds bounds, ref PageLimit page, List<KeyEntry<TLocation>> found)
    {
        foreach (var number in (sorted ??= new SortedKeys()).From(keys, bounds.Lowest, bounds.TakesLowest))
        {
            if (!bounds.HasPrefix(keys.KeyOf(number)))
                return false;
            if (keys[number] is { Offset: 0 } or { Removed: true })
                continue;
            if (!page.Takes(Stored(number).Location.PayloadBytes))
                return true;
            found.Add(Entry(number));
        }

        return false;
    }

    private bool Fill(
        IEnumerable<int> numbers, KeyBounds bounds, StateQuery query, ref PageLimit page, List<KeyEntry<TLocation>> found)
    {
        foreach (var number in numbers)
        {
            if (!bounds.Take(keys.KeyOf(number)) || !Wanted(keys[number], query))
                continue;
            // A compaction may give two keys one offset; a page that ended between them would lose the second.
            var together = query.ChangedAfter is not null && found.Count > 0 && found[^1].Offset == keys[number].Offset;
            if (!page.Takes(Stored(number).Location.PayloadBytes) && !together)
                return true;
            found.Add(Entry(number));
        }

        return false;
    }

    private static bool Wanted(KeyValue value, StateQuery query) =>
        query.ChangedAfter is { } after ? value.Offset > after : !value.Removed;

    private List<int> Chosen(IReadOnlyCollection<string> chosen, StateQuery query)
    {
        var numbers = chosen.Select(NumberOf).Where(static number => number >= 0).Distinct().ToList();
        if (query.ChangedAfter is not null)
            numbers.Sort((x, y) => keys[x].Offset.CompareTo(keys[y].Offset));
        else
            numbers.Sort((x, y) => keys.KeyOf(x).SequenceCompareTo(keys.KeyOf(y)));
        return numbers;
    }

    private IEnumerable<int> NumbersChangedAfter(long offset)
    {
        for (var i = changes.FirstBehind(offset); i < changes.Count; i++)
        {
            if (changes[i].IsPresent(keys))
                yield return changes[i].Key;
        }
    }
}
