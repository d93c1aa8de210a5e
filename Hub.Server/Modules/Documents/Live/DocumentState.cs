using RealtimeHub.Documents;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>
/// What is in a live document: updates as they are stored, until someone needs the model, which costs several times as much to make.
/// A client that only opens a document receives what is stored, merged. Not thread-safe.
/// </summary>
internal sealed class DocumentState
{
    private readonly YDoc doc = new();
    private DocumentContent? stored;
    private (ReadOnlyMemory<byte> Update, byte[] StateVector)? merged;

    /// <summary>Raised when an update adds something to the model.</summary>
    public event Action? Changed;

    public DocumentState() => doc.Changed += _ => Changed?.Invoke();

    /// <summary>Whether the model has been made.</summary>
    public bool IsModel { get; private set; }

    /// <summary>The model, with everything in it.</summary>
    public YDoc Model
    {
        get
        {
            IsModel = true;
            if (stored is not { } content)
                return doc;
            if (merged is var (update, _))
                doc.ApplyUpdate(update.Span);
            else
                content.ApplyTo(doc);
            (stored, merged) = (null, null);
            return doc;
        }
    }

    /// <summary>Takes what is stored, once. The model may have been made of what came before it was read.</summary>
    public void Load(DocumentContent content)
    {
        if (IsModel)
            content.ApplyTo(doc);
        else
            stored = content;
    }

    /// <summary>What a state vector lacks, and the state vector of all.</summary>
    public (byte[] Update, byte[] StateVector) Encode(StateVector known)
    {
        if (stored is null)
            return (doc.EncodeStateAsUpdate(known), doc.GetStateVector().Encode());
        var (all, stateVector) = merged ??= Merge(stored);
        return (known.Count == 0 ? all.ToArray() : YUpdate.Diff(all.Span, known), stateVector);
    }

    // Once for all who open it.
    private static (ReadOnlyMemory<byte> Update, byte[] StateVector) Merge(DocumentContent content)
    {
        var update = content.Merged;
        return (update, YUpdate.StateVectorOf(update.Span).Encode());
    }
}
