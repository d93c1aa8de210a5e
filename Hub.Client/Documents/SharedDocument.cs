using RealtimeHub.Documents;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Documents;

/// <summary>
/// A document that several users edit, always the same as on the server over any number of connections. Edits are made at once and sent in the
/// background; those made without a connection are kept and sent when it is back.
/// </summary>
/// <remarks>All members may be used from any thread. Handlers of events must not wait for the document.</remarks>
public sealed class SharedDocument : IAsyncDisposable
{
    /// <summary>The name of the text that <c>/editor</c> and the console edit.</summary>
    public const string DefaultTextName = "content";

    private readonly Lock gate = new();
    private readonly HubClient client;
    private readonly DocumentReplica replica = new();
    private readonly DocumentSync sync;
    private SharedDocumentStatus status = new(SharedDocumentState.Opening, 0);
    private TaskCompletionSource statusChanged = NewWait();
    private bool disposed;

    private SharedDocument(HubClient client, string documentId)
    {
        this.client = client;
        DocumentId = documentId;
        Awareness = new SharedAwareness(client, documentId, replica.Read(document => document.ClientId));
        sync = new DocumentSync(client, documentId, replica, Awareness, Refresh);
        replica.Changed += OnChanged;
    }

    /// <summary>Raised after each edit and each change by others.</summary>
    public event EventHandler<SharedDocumentChange>? Changed;

    /// <summary>Raised when <see cref="Status"/> has changed.</summary>
    public event EventHandler<SharedDocumentStatus>? StatusChanged;

    /// <summary>The document's id.</summary>
    public string DocumentId { get; }

    /// <summary>Who else is in the document, and what they see of this program.</summary>
    public SharedAwareness Awareness { get; }

    /// <summary>Title, visibility and the caller's role, as they were received last.</summary>
    public Document Info => sync.Info!;

    /// <summary>Whether the server takes edits of this user.</summary>
    public DocumentAccess Access => sync.Access;

    /// <summary>How the edits stand.</summary>
    public SharedDocumentStatus Status
    {
        get
        {
            lock (gate)
                return status;
        }
    }

    /// <summary>The text of a name, without formats.</summary>
    public string ReadText(string name = DefaultTextName) => Read(document => document.GetText(name).ToString());

    /// <summary>Reads anything of the document, which doesn't change meanwhile. What is read must not be used after the function has returned.</summary>
    public T Read<T>(Func<YDoc, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return replica.Read(read);
    }

    /// <summary>Shows others a selection in a text, which stays with what is around it while they edit.</summary>
    /// <param name="anchor">Where it began.</param>
    /// <param name="head">Where the cursor is.</param>
    /// <param name="name">The text.</param>
    public void SetCursor(int anchor, int head, string name = DefaultTextName) =>
        Awareness.Set("cursor", Read(document => DocumentCursor.ToJson(document.GetText(name), anchor, head)));

    /// <summary>Where the selection of another is now; null when it shows none in the text.</summary>
    public DocumentCursor? CursorOf(DocumentPeer peer, string name = DefaultTextName)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return Read(document => DocumentCursor.Read(peer.State, document.GetText(name)));
    }

    /// <summary>
    /// Changes the document, as one transaction that everyone gets as one. Returns when it is done here; <see cref="SaveAsync"/> waits for the server.
    /// </summary>
    /// <remarks>Others' edits come between two edits: find indexes within the function. When it throws, the changes that it made stay.</remarks>
    public void Edit(Action<YDoc> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        ObjectDisposedException.ThrowIf(disposed, this);
        replica.Edit(edit);
    }

    /// <summary>Waits until the server has every change so far on disk, however long there is no connection.</summary>
    /// <remarks>Cancelling ends the wait; the changes are sent all the same.</remarks>
    /// <exception cref="HubCallException">The server takes no edits: read only, taken away, too large …; the changes are still in the document.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (replica.PendingChanges == 0)
                    return;
                if (status.Refusal is { } refusal)
                    throw refusal;
                next = statusChanged.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the server again, such as after it gave another role or after what was too large was taken out.</summary>
    public void Reopen() => sync.Reopen();

    /// <summary>Closes it. What is pending is not sent any more: see <see cref="SaveAsync"/>.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (disposed)
                return ValueTask.CompletedTask;
            disposed = true;
            statusChanged.TrySetResult();
        }

        return sync.DisposeAsync();
    }

    internal static async Task<SharedDocument> OpenAsync(HubClient client, string documentId, CancellationToken cancellationToken)
    {
        var document = new SharedDocument(client, documentId);
        document.sync.Begin();
        try
        {
            await document.sync.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
            document.Refresh();
            return document;
        }
        catch
        {
            await document.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnChanged(SharedDocumentChange change)
    {
        if (change.IsLocal)
        {
            Refresh();
            sync.Wake();
        }

        Changed?.Invoke(this, change);
    }

    private void Refresh()
    {
        SharedDocumentStatus next;
        TaskCompletionSource waiting;
        lock (gate)
        {
            next = StatusNow();
            if (next == status)
                return;
            status = next;
            (waiting, statusChanged) = (statusChanged, NewWait());
        }

        waiting.TrySetResult();
        StatusChanged?.Invoke(this, next);
    }

    private SharedDocumentStatus StatusNow()
    {
        var pending = replica.PendingChanges;
        if (sync.Refusal is { } refusal)
            return new SharedDocumentStatus(SharedDocumentState.Refused, pending, refusal);
        if (sync.IsOpen && sync.Access == DocumentAccess.Read && pending > 0)
            return new SharedDocumentStatus(SharedDocumentState.Refused, pending, ReadOnly);
        if (sync.IsOpen)
            return new SharedDocumentStatus(pending == 0 ? SharedDocumentState.Saved : SharedDocumentState.Saving, pending);
        return new SharedDocumentStatus(client.State == ConnectionState.Connected ? SharedDocumentState.Opening : SharedDocumentState.Offline, pending);
    }

    private static readonly HubCallException ReadOnly = new(ErrorCode.PermissionDenied, "you may read this document but not edit it; ask an owner for the role editor")
    {
        Details = new RefusalDetails { Reason = "role_too_low" },
    };
}
