using System.Runtime.InteropServices;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>The types that a transaction changes, and of each whether its list and which of its keys.</summary>
internal sealed class ChangedTypes
{
    private Branch? first;
    private Dictionary<Branch, ChangedKeys>? all;
    private ChangedKeys firstKeys = new();

    public IEnumerable<KeyValuePair<Branch, ChangedKeys>> All =>
        all ?? (first is null ? [] : (IEnumerable<KeyValuePair<Branch, ChangedKeys>>)[KeyValuePair.Create(first, firstKeys)]);

    public void Add(Branch branch, string? key)
    {
        if (all is null && (first is null || first == branch))
        {
            first = branch;
            firstKeys.Add(key);
            return;
        }

        all ??= new() { [first!] = firstKeys };
        ref var keys = ref CollectionsMarshal.GetValueRefOrAddDefault(all, branch, out _);
        (keys ??= new()).Add(key);
    }

    public void Remove(Branch branch)
    {
        all?.Remove(branch);
        if (all is null && first == branch)
            (first, firstKeys) = (null, new());
    }
}

/// <summary>What of a type is changed.</summary>
internal sealed class ChangedKeys
{
    private HashSet<string>? keys;

    /// <summary>Whether the list is changed.</summary>
    public bool List { get; private set; }

    public IReadOnlyCollection<string> Keys => keys ?? (IReadOnlyCollection<string>)[];

    public void Add(string? key)
    {
        if (key is null)
            List = true;
        else
            (keys ??= []).Add(key);
    }
}
