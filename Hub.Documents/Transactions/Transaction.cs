using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>Changes to a document that observers see, and that an update carries, as one.</summary>
public sealed class Transaction
{
    private readonly List<Item> toMerge = [];
    private readonly TouchedClients touched = new();

    internal Transaction(YDoc document, object? origin, bool local)
    {
        Document = document;
        Origin = origin;
        IsLocal = local;
    }

    /// <summary>The document.</summary>
    public YDoc Document { get; }

    /// <summary>What the caller gave to tell its changes from others; null by default.</summary>
    public object? Origin { get; }

    /// <summary>Whether it changes the document by its own operations, not by an update.</summary>
    public bool IsLocal { get; internal set; }

    internal DeletedRanges Deleted { get; } = new();

    internal ChangedTypes Changed { get; } = new();

    /// <summary>Items that were split, and may be joined again at the end.</summary>
    internal List<Item> ToMerge => toMerge;

    internal TouchedClients Touched => touched;

    internal BlockStore Store => Document.Store;

    internal bool NeedsFormattingCleanup { get; set; }

    /// <summary>How many steps ordering concurrent insertions may still take.</summary>
    internal long WorkLeft { get; set; } = long.MaxValue;

    /// <summary>Whether it changes nothing.</summary>
    internal bool IsEmpty => Deleted.IsEmpty && touched.Count == 0;

    internal void Add(ClientBlocks client, Item item)
    {
        if (client.LastTransaction != this)
            touched.Add(this, client);
        client.Add(item);
    }

    /// <summary>Whether the transaction made a struct.</summary>
    internal bool Adds(Item item) => item.Clock >= touched.Before(item.Client);

    /// <summary>Whether the transaction deleted a struct.</summary>
    internal bool Deletes(Item item) => Deleted.Contains(item.Client, item.Clock);

    internal void AddChanged(Branch branch, string? key)
    {
        var item = branch.Item;
        if (item is null || (!item.IsDeleted && !Adds(item)))
            Changed.Add(branch, key);
    }
}
