using System.Collections.Concurrent;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Feeds;

/// <summary>
/// The values of a feed by key: a function of the publications that a subscription hands over, in their order. Changed by one
/// thread at a time, read by any.
/// </summary>
internal sealed class FeedValues
{
    private readonly ConcurrentDictionary<string, FeedValue> byKey = new(StringComparer.Ordinal);

    public FeedValues() => All = new ReadingView<string, FeedValue>(byKey);

    /// <summary>May be read in any way while it changes.</summary>
    public IReadOnlyDictionary<string, FeedValue> All { get; }

    /// <summary>Takes a publication; null when it changes nothing.</summary>
    public FeedChange? Take(Publication publication)
    {
        if (publication.Key is not { } key)
            return null;
        var before = byKey.GetValueOrDefault(key);
        var change = new FeedChange(key, null, before, publication.Merged ?? 0, publication.Snapshot == true);
        if (publication.Removed == true)
            return byKey.TryRemove(key, out _) ? change : null;
        // A difference from a value that is not here any more: the key was left, and comes whole if it is wanted again.
        if (publication.Patch == true && before is null)
            return null;
        var data = publication.Patch == true ? FieldPatch.Apply(before!.Data, publication.Data) : publication.Data;
        var value = new FeedValue(data, publication.Offset, DateTimeOffset.FromUnixTimeMilliseconds(publication.Time), publication.Stale == true);
        byKey[key] = value;
        return change with { Value = value };
    }

    /// <summary>Drops the values of all other keys, and gives those.</summary>
    public IReadOnlyList<FeedChange> Keep(IReadOnlyList<string> keys)
    {
        var kept = keys.ToHashSet(StringComparer.Ordinal);
        var dropped = byKey.Where(value => !kept.Contains(value.Key)).ToList();
        foreach (var (key, _) in dropped)
            byKey.TryRemove(key, out _);
        return [.. dropped.Select(value => new FeedChange(value.Key, null, value.Value, 0, false))];
    }

    public void Clear() => byKey.Clear();
}
