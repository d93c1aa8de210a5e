using System.Collections;
using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>
/// A shared list. Values are null, <see cref="Undefined"/>, bool, numbers (read as double), <see cref="System.Numerics.BigInteger"/>, string, byte[], lists, dictionaries with
/// string keys, <see cref="YSubdocument"/>, and other shared types.
/// </summary>
public sealed class YArray : YType, IEnumerable<object?>
{
    /// <summary>Creates an array to be put into a document, with values.</summary>
    public YArray(params IEnumerable<object?> values)
        : base(new Branch { Kind = BranchKind.Array })
    {
        var all = values.ToList();
        if (all.Count > 0)
            Insert(0, all);
    }

    internal YArray(Branch branch)
        : base(branch)
    {
    }

    /// <summary>How many values it has.</summary>
    public int Count => Branch.Length;

    /// <summary>The value at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public object? this[int index] =>
        (uint)index < (uint)Count ? ListEditor.Get(Branch, index) : throw new ArgumentOutOfRangeException(nameof(index), index, $"index: the list has {Count} values");

    /// <summary>Inserts values before an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is beyond the end.</exception>
    /// <exception cref="ArgumentException">A value can't be in a document.</exception>
    public void Insert(int index, params IEnumerable<object?> values) =>
        Change((this, index, values.ToList()), static (transaction, at) => ListEditor.Insert(transaction, at.Item1.Branch, at.index, at.Item3));

    /// <summary>Adds values at the end.</summary>
    public void Add(params IEnumerable<object?> values) =>
        Change((this, values.ToList()), static (transaction, at) => ListEditor.Insert(transaction, at.Item1.Branch, at.Item1.Count, at.Item2));

    /// <summary>Deletes values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They exceed the list.</exception>
    public void Delete(int index, int length = 1) =>
        Change((this, index, length), static (transaction, at) => ListEditor.Delete(transaction, at.Item1.Branch, at.index, at.length));

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ListReader.Values(Branch).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal override object? ToValue(int depth)
    {
        CheckDepth(depth);
        return this.Select(value => ToValue(value, depth)).ToArray();
    }
}
