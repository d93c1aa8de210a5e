using RealtimeHub.Documents;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>
/// What is in a live document: updates as they are stored, until someone needs the model, which costs several times as much to make.
/// A client that only opens a document receives what is stored, merged. Not thread-safe.
/// </summary>
internal sealed class DocumentState
{
    private readonly YDoc doc = new();
    private bool isModel;
    private DocumentContent? stored;
    private ReadOnlyMemory<byte>? merged;

    /// <summary>Raised when an update adds something to the model.</summary>
    public event Action? Changed;

    public DocumentState() => doc.Changed += _ => Changed?.Invoke();

    /// <summary>Whether the model has been made.</summary>
    public bool IsModel => isModel;

    /// <summary>The model, with everything in it.</summary>
    public YDoc Model
    {
        get
        {
            isModel = true;
            if (stored is not { } content)
                return doc;
            if (merged is { } update)
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
        if (isModel)
            content.ApplyTo(doc);
        else
            stored = content;
    }

    /// <summary>What a state vector lacks, and the state vector of all.</summary>
    public (byte[] Update, byte[] StateVector) Encode(StateVector known)
    {
        if (stored is null)
            return (doc.EncodeStateAsUpdate(known), doc.GetStateVector().Encode());
        var all = (merged ??= stored.Merged).Span;
        return (known.Count == 0 ? all.ToArray() : YUpdate.Diff(all, known), YUpdate.StateVectorOf(all).Encode());
    }
}
