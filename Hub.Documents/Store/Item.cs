using System.Runtime.CompilerServices;
using RealtimeHub.Documents.Codec;

namespace RealtimeHub.Documents.Store;

[Flags]
internal enum ItemFlags : byte
{
    None = 0,
    Deleted = 1,

    /// <summary>A search marker points to it, or did: it is only a hint.</summary>
    Marked = 2,

    /// <summary>Its parent is an item, whose id is in the fields of the origin until it is integrated.</summary>
    ParentIsItem = 4,
}

/// <summary>
/// One struct of a document: an item in the list of its parent, or a range that was collected. One class for all, so that arrays of
/// them are walked without casts. Lists, origins and the order of concurrent items are those of yjs and the YATA paper.
/// </summary>
internal sealed class Item
{
    public Item? Left;
    public Item? Right;
    public ClientBlocks Client;
    public ClientBlocks? OriginClient;
    public ClientBlocks? RightOriginClient;
    public Branch? Parent;
    public string? ParentSub;

    /// <summary>By kind: a chunk of text, a run of values, bytes, a branch and so on; null where nothing is kept.</summary>
    public object? Content;
    public int Clock;
    public int Length;
    public int OriginClock;
    public int RightOriginClock;

    /// <summary>Where a text starts in its chunk.</summary>
    public int TextStart;
    public ContentKind Kind;
    public ItemFlags Flags;

    public Item(ClientBlocks client, int clock, int length, ContentKind kind)
    {
        Client = client;
        Clock = clock;
        Length = length;
        Kind = kind;
    }

    public int End => Clock + Length;

    public bool IsGc => Kind == ContentKind.Gc;

    public bool IsDeleted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Flags & ItemFlags.Deleted) != 0 || Kind == ContentKind.Gc;
    }

    /// <summary>Whether it has a place in the count of its parent.</summary>
    public bool IsCountable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Kind is not (ContentKind.Deleted or ContentKind.Format or ContentKind.Gc);
    }

    /// <summary>Whether a reader of the parent sees it.</summary>
    public bool IsVisible
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Flags & ItemFlags.Deleted) == 0 && IsCountable;
    }

    public bool IsMarked => (Flags & ItemFlags.Marked) != 0;

    public ReadOnlySpan<char> Text => ((TextChunk)Content!).Chars.AsSpan(TextStart, Length);

    /// <summary>The next item to the left that isn't deleted.</summary>
    public Item? Previous
    {
        get
        {
            var item = Left;
            while (item is not null && item.IsDeleted)
                item = item.Left;
            return item;
        }
    }

    public bool HasSameOrigin(Item other) =>
        OriginClient == other.OriginClient && (OriginClient is null || OriginClock == other.OriginClock);

    public bool HasSameRightOrigin(Item other) =>
        RightOriginClient == other.RightOriginClient && (RightOriginClient is null || RightOriginClock == other.RightOriginClock);

    public void SetMarked(bool marked) => Flags = marked ? Flags | ItemFlags.Marked : Flags & ~ItemFlags.Marked;

    /// <summary>
    /// Takes away the first clocks, which the document has. The rest follows them, wherever they are, as it does where updates are merged without a
    /// document; what the item itself was inserted behind is not needed.
    /// </summary>
    public void CutKnown(int clocks)
    {
        var known = new Item(Client, Clock, clocks, Kind) { Content = Content, TextStart = TextStart };
        Clock += clocks;
        Length -= clocks;
        if (IsGc)
            return;
        ItemContent.Split(known, this, clocks);
        Flags &= ~ItemFlags.ParentIsItem;
        Parent = null;
        ParentSub = null;
        OriginClient = Client;
        OriginClock = Clock - 1;
    }

    /// <summary>Forgets content and place, and keeps the range.</summary>
    public void BecomeGc()
    {
        Kind = ContentKind.Gc;
        Flags = ItemFlags.Deleted;
        Left = Right = null;
        OriginClient = RightOriginClient = null;
        Parent = null;
        ParentSub = null;
        Content = null;
    }
}
