namespace RealtimeHub.Client.Documents;

/// <summary>How the edits of a document stand.</summary>
public enum SharedDocumentState
{
    /// <summary>Being opened on the present connection.</summary>
    Opening,

    /// <summary>The server has everything on disk.</summary>
    Saved,

    /// <summary>On their way to the server.</summary>
    Saving,

    /// <summary>There is no connection. Edits are kept and sent when it is back.</summary>
    Offline,

    /// <summary>The server takes no edits; those that are pending are still in the document.</summary>
    Refused,
}

/// <summary>How the edits of a document stand, with the figures.</summary>
/// <param name="State">In a word.</param>
/// <param name="Pending">How many changes the server has not acknowledged as stored.</param>
/// <param name="Refusal">Why the server takes no edits; null where it takes them.</param>
public sealed record SharedDocumentStatus(SharedDocumentState State, int Pending, HubCallException? Refusal = null);

/// <summary>A document has changed.</summary>
/// <param name="IsLocal">Whether by an edit of this client.</param>
public sealed record SharedDocumentChange(bool IsLocal);
