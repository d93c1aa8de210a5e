using System.Collections;
using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>A shared dictionary with string keys. Of concurrent values of a key one wins everywhere. Values are those of <see cref="YArray"/>.</summary>
public class YMap : YType, IEnumerable<KeyValuePair<string, object?>>
{
    /// <summary>Creates an empty map to be put into a document.</summary>
    public YMap()
        : base(new Branch { Kind = BranchKind.Map })
    {
    }

    /// <summary>Creates a map to be put into a document, with values.</summary>
    public YMap(IEnumerable<KeyValuePair<string, object?>> values)
        : this()
    {
        foreach (var (key, value) in values)
            Set(key, value);
    }

    internal YMap(Branch branch)
        : base(branch)
    {
    }

    /// <summary>How many keys have values.</summary>
    public int Count => Branch.Map?.Values.Count(item => !item.IsDeleted) ?? 0;

    /// <summary>The keys that have values.</summary>
    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    /// <summary>The value of a key; null when it has none.</summary>
    public object? this[string key]
    {
        get => TryGetValue(key, out var value) ? value : null;
        set => Set(key, value);
    }

    /// <summary>Gives a key a value.</summary>
    /// <exception cref="ArgumentException">The value can't be in a document.</exception>
    public void Set(string key, object? value) =>
        Change((Branch, key, value), static (transaction, at) => MapEditor.Set(transaction, at.Branch, at.key, at.value));

    /// <summary>Takes a key's value away.</summary>
    public void Delete(string key) =>
        Change((Branch, key), static (transaction, at) => MapEditor.Delete(transaction, at.Branch, at.key));

    /// <summary>The value of a key; false when it has none.</summary>
    public bool TryGetValue(string key, out object? value) => MapEditor.TryGet(Branch, key, out value);

    /// <summary>Whether a key has a value.</summary>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => MapEditor.All(Branch).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal override object? ToValue(int depth)
    {
        CheckDepth(depth);
        var values = new OrderedDictionary<string, object?>();
        foreach (var (key, value) in this)
            values[key] = ToValue(value, depth);
        return values;
    }
}
