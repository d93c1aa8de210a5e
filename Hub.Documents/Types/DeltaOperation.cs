namespace RealtimeHub.Documents;

/// <summary>
/// A step of a delta, as Quill and Yjs have them: insert, retain or delete, with attributes where it inserts or retains. Lengths are UTF-16 units.
/// </summary>
public sealed record DeltaOperation
{
    private static readonly OrderedDictionary<string, object?> None = [];

    /// <summary>What is inserted: a string or an embedded value; in an array's delta a list of values; null when it doesn't insert.</summary>
    public object? Insert { get; init; }

    /// <summary>How much stays; 0 when it doesn't retain.</summary>
    public int Retain { get; init; }

    /// <summary>How much is deleted; 0 when it doesn't delete.</summary>
    public int Delete { get; init; }

    /// <summary>Formats by name; of a retain those that change, with null for those that end.</summary>
    public IReadOnlyDictionary<string, object?> Attributes { get; init; } = None;
}
