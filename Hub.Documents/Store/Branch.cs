namespace RealtimeHub.Documents.Store;

/// <summary>
/// What all shared types are made of: a list of items, a map of items, or both. The public type is a view of it, so that a root
/// can exist before it is known what it is.
/// </summary>
internal sealed class Branch
{
    public YDoc? Doc;

    /// <summary>The item that holds it; null for a root.</summary>
    public Item? Item;

    /// <summary>The name of a root.</summary>
    public string? Name;
    public Item? Start;

    /// <summary>The current item of each key; null while there is none.</summary>
    public Dictionary<string, Item>? Map;

    /// <summary>The countable clocks of the list that aren't deleted.</summary>
    public int Length;
    public bool HasFormatting;
    public SearchMarkers? Markers;
    public YType? View;
    public BranchKind Kind = BranchKind.Undefined;

    /// <summary>The name of an XML element or hook.</summary>
    public string? NodeName;

    public bool IsDeleted => Item is not null && Item.IsDeleted;

    public Item? MapItem(string key) => Map?.GetValueOrDefault(key);

    /// <summary>The leftmost item of a key or of the list.</summary>
    public Item? First(string? key)
    {
        if (key is null)
            return Start;
        var item = MapItem(key);
        while (item?.Left is not null)
            item = item.Left;
        return item;
    }

    public void SetMapItem(string key, Item item) => (Map ??= [])[key] = item;
}

/// <summary>The kinds of shared types, with the numbers of the update format.</summary>
internal enum BranchKind : sbyte
{
    /// <summary>A root that was named by an update and not yet asked for.</summary>
    Undefined = -1,
    Array = 0,
    Map = 1,
    Text = 2,
    XmlElement = 3,
    XmlFragment = 4,
    XmlHook = 5,
    XmlText = 6,
}
