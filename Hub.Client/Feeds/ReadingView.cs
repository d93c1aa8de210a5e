using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeHub.Client.Feeds;

/// <summary>A dictionary that others change, to be read only.</summary>
/// <remarks>
/// The dictionary itself is not shown as it is a collection, too: LINQ asks such a one for its size, then has it copied
/// (<c>ToList</c>, <c>OrderBy</c>), and that throws when an entry has been added in between. This can only be enumerated, which never throws.
/// </remarks>
internal sealed class ReadingView<TKey, TValue>(ConcurrentDictionary<TKey, TValue> entries) : IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    public int Count => entries.Count;

    public IEnumerable<TKey> Keys => entries.Keys;

    public IEnumerable<TValue> Values => entries.Values;

    public TValue this[TKey key] => entries[key];

    public bool ContainsKey(TKey key) => entries.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => entries.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
