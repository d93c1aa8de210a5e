namespace RealtimeHub.Documents.Codec;

/// <summary>What a struct carries: the low five bits of its first byte.</summary>
internal enum ContentKind : byte
{
    /// <summary>No item: a range whose content and place are forgotten.</summary>
    Gc = 0,

    /// <summary>An item whose content is forgotten and whose place is kept.</summary>
    Deleted = 1,

    /// <summary>Values as JSON texts, as old versions of Yjs wrote them.</summary>
    Json = 2,
    Binary = 3,
    String = 4,
    Embed = 5,
    Format = 6,
    Type = 7,

    /// <summary>Values in lib0's "any" encoding.</summary>
    Any = 8,

    /// <summary>A sub-document.</summary>
    Doc = 9,

    /// <summary>No item: a range that this update doesn't contain.</summary>
    Skip = 10,
}
