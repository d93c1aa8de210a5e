using System.Collections;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>What the binder needs of an <see cref="OptionsMap{T}"/> of any kind.</summary>
internal interface IOptionsMap
{
    /// <summary>The type of an entry: a class of options, or a plain value.</summary>
    Type EntryType { get; }

    /// <summary>The entry of this name, created with its defaults when there is none.</summary>
    object GetOrCreate(string name);

    void Set(string name, object value);
}

/// <summary>
/// Options whose names the configuration chooses: <c>Hub:Namespaces:&lt;name&gt;</c>, or the numbers of a list such as <c>Hub:Origins:0</c>. In the
/// order of the configuration.
/// </summary>
/// <param name="create">Makes an entry with its defaults; null where entries are plain values.</param>
internal sealed class OptionsMap<T>(Func<T>? create = null) : IOptionsMap, IReadOnlyCollection<KeyValuePair<string, T>>
    where T : class
{
    private readonly OrderedDictionary<string, T> entries = new(StringComparer.OrdinalIgnoreCase);

    public int Count => entries.Count;

    public IEnumerable<T> Values => entries.Values;

    Type IOptionsMap.EntryType => typeof(T);

    public T this[string name]
    {
        get => entries[name];
        set => entries[name] = value;
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    object IOptionsMap.GetOrCreate(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            entries[name] = entry = create!();
        return entry;
    }

    void IOptionsMap.Set(string name, object value) => entries[name] = (T)value;
}
