using RealtimeHub.Documents.Editing;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>How a key changed.</summary>
public enum KeyAction
{
    /// <summary>It has a value now and had none.</summary>
    Add,

    /// <summary>It has another value.</summary>
    Update,

    /// <summary>It has no value any more.</summary>
    Delete,
}

/// <summary>The change of a key.</summary>
/// <param name="Action">How it changed.</param>
/// <param name="OldValue">The value before; null after an add.</param>
public sealed record KeyChange(KeyAction Action, object? OldValue);

/// <summary>
/// What a transaction changed in one type. It is computed when it is asked for, which must be while observers run: afterwards it would be that of another state.
/// </summary>
public sealed class YEvent
{
    private readonly ChangedKeys changed;
    private IReadOnlyList<DeltaOperation>? delta;
    private IReadOnlyDictionary<string, KeyChange>? keys;

    internal YEvent(YType target, Transaction transaction, ChangedKeys changed)
    {
        Target = target;
        Transaction = transaction;
        this.changed = changed;
    }

    /// <summary>The type that changed.</summary>
    public YType Target { get; }

    /// <summary>The transaction.</summary>
    public Transaction Transaction { get; }

    /// <summary>
    /// What changed in the list: of texts insertions of strings and embedded values, of arrays and XML insertions of lists of values. Empty when only keys changed.
    /// </summary>
    public IReadOnlyList<DeltaOperation> Delta => delta ??= !changed.List ? []
        : Target.Branch.Kind is BranchKind.Text or BranchKind.XmlText ? new TextDelta(Transaction).Of(Target.Branch)
        : ListDelta.Of(Transaction, Target.Branch);

    /// <summary>What changed in the map, or in the attributes, by key.</summary>
    public IReadOnlyDictionary<string, KeyChange> Keys => keys ??= KeyChanges.Of(Transaction, Target.Branch, changed.Keys);

    /// <summary>Where the target is in its document: keys as strings and indexes as integers, from the root type on, whose name is not in it.</summary>
    public IReadOnlyList<object> Path
    {
        get
        {
            var path = new List<object>();
            for (var item = Target.Branch.Item; item is not null; item = item.Parent!.Item)
                path.Add(item.ParentSub ?? (object)ListReader.IndexOf(item));
            path.Reverse();
            return path;
        }
    }

    internal int Depth
    {
        get
        {
            var depth = 0;
            for (var item = Target.Branch.Item; item is not null; item = item.Parent!.Item)
                depth++;
            return depth;
        }
    }
}
