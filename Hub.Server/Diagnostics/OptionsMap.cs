using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

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
/// <typeparam name="T">A class of options, or text.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Its names come from the configuration, and so does its order: it is no dictionary.")]
public sealed class OptionsMap<T> : IOptionsMap, IReadOnlyCollection<KeyValuePair<string, T>>
    where T : class
{
    private readonly OrderedDictionary<string, T> entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<T>? create;

    /// <param name="create">Makes an entry with its defaults; null where entries are plain values.</param>
    internal OptionsMap(Func<T>? create = null) => this.create = create;

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Count;

    /// <summary>The entries without their names, in order.</summary>
    public IEnumerable<T> Values => entries.Values;

    Type IOptionsMap.EntryType => typeof(T);

    /// <summary>The entry of a name, without regard to case. Setting one that is not there adds it at the end.</summary>
    /// <param name="name">The name, as it would be in the configuration.</param>
    /// <exception cref="KeyNotFoundException">There is no such entry to get.</exception>
    public T this[string name]
    {
        get => entries[name];
        set => entries[name] = value;
    }

    /// <summary>The entry of this name, added with its defaults when there is none.</summary>
    /// <param name="name">The name, as it would be in the configuration.</param>
    /// <exception cref="InvalidOperationException">The entries are plain values, which have no defaults: set them.</exception>
    public T GetOrAdd(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            entries[name] = entry = (create ?? throw new InvalidOperationException("entries of this kind have no defaults; set the value")).Invoke();
        return entry;
    }

    /// <summary>Adds an entry to a list such as <c>Hub:Origins</c>, under the first number that is free.</summary>
    /// <param name="value">The entry.</param>
    public void Add(T value)
    {
        var number = entries.Count;
        while (entries.ContainsKey(number.ToString(CultureInfo.InvariantCulture)))
            number++;
        entries[number.ToString(CultureInfo.InvariantCulture)] = value;
    }

    /// <summary>Whether there is an entry of this name, without regard to case.</summary>
    /// <param name="name">The name, as it would be in the configuration.</param>
    public bool ContainsKey(string name) => entries.ContainsKey(name);

    /// <summary>Removes an entry; false when there is none of this name.</summary>
    /// <param name="name">The name, as it would be in the configuration.</param>
    public bool Remove(string name) => entries.Remove(name);

    /// <summary>The entries with their names, in order.</summary>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    object IOptionsMap.GetOrCreate(string name) => GetOrAdd(name);

    void IOptionsMap.Set(string name, object value) => entries[name] = (T)value;
}
