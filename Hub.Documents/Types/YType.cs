using RealtimeHub.Documents.Codec;
using RealtimeHub.Documents.Store;

namespace RealtimeHub.Documents;

/// <summary>
/// A shared type: <see cref="YText"/>, <see cref="YArray"/>, <see cref="YMap"/> or one of XML. A new one collects its changes until it is put into a document, and can
/// be put there once; only then it can be read.
/// </summary>
public abstract class YType
{
    private protected const int MaxDepth = 500;
    private List<Action<Transaction>>? pending = [];

    private protected YType(Branch branch)
    {
        Branch = branch;
        branch.View = this;
        if (branch.Doc is not null)
            pending = null;
    }

    /// <summary>Raised after a transaction that changed this type itself, and before <see cref="DeepChanged"/>.</summary>
    public event Action<YEvent>? Changed;

    /// <summary>Raised after a transaction that changed this type or one within it, outer types first.</summary>
    public event Action<IReadOnlyList<YEvent>>? DeepChanged;

    /// <summary>The document; null until the type is put into one.</summary>
    public YDoc? Document => Branch.Doc;

    /// <summary>The type that holds it; null for a root type.</summary>
    public YType? Parent => Branch.Item?.Parent?.GetView();

    internal Branch Branch { get; }

    internal bool HasObservers => Changed is not null;

    internal bool HasDeepObservers => DeepChanged is not null;

    /// <summary>The contents as a value: a string, a list or a dictionary.</summary>
    /// <exception cref="InvalidOperationException">Types are nested deeper than 500.</exception>
    public object? ToValue() => ToValue(0);

    /// <summary>The contents as JSON, as <c>JSON.stringify</c> writes them.</summary>
    /// <exception cref="ArgumentException">They contain a <see cref="System.Numerics.BigInteger"/>, which JSON doesn't have.</exception>
    public string ToJson() => JsonText.Stringify(ToValue());

    internal abstract object? ToValue(int depth);

    /// <summary>Makes the changes that were collected; the type is in a document now.</summary>
    internal void IntegratePending()
    {
        var changes = pending;
        pending = null;
        Branch.Doc!.Transact(changes, static (transaction, changes) => changes?.ForEach(change => change(transaction)));
    }

    internal void RaiseChanged(YEvent change) => Changed?.Invoke(change);

    internal void RaiseDeepChanged(IReadOnlyList<YEvent> changes)
    {
        if (changes.Count > 0)
            DeepChanged?.Invoke(changes);
    }

    private protected static void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidOperationException($"document: types are nested deeper than {MaxDepth}");
    }

    private protected static object? ToValue(object? content, int depth) => content is YType type ? type.ToValue(depth + 1) : content;

    /// <summary>Makes a change now, or when the type is put into a document.</summary>
    private protected void Change<T>(T state, Action<Transaction, T> change)
    {
        if (pending is not null)
            pending.Add(transaction => change(transaction, state));
        else
            Branch.Doc!.Transact(state, change);
    }
}
