using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Yjs;

/// <summary>
/// One WebSocket that speaks y-websocket's protocol about one document: with the rights, limits and durability that the hub's methods have. Updates are
/// stored one after another; a client that is over a rate is not read until it may go on.
/// </summary>
internal sealed class YjsSession(YjsDocuments documents, DocumentCaller caller, string documentId, YjsOutbox outbox, ConnectionLimits limits, TimeProvider time)
    : IDocumentSession, IChannelListener
{
    private Position start;
    private bool isToldDenied;

    public string DocumentId => documentId;

    public string UserId => caller.UserId;

    public required CallerToken Token { get; init; }

    public YjsOutbox Outbox => outbox;

    /// <summary>Checks that the user may read the document, and begins to send; what is published from now on is sent.</summary>
    public async ValueTask<ChannelListening?> BeginAsync(CancellationToken cancellationToken)
    {
        var required = await documents.Store.RequireAsync(documentId, caller.UserId, DocumentRole.Reader, "reading a document", cancellationToken);
        if (required.IsRefused(out var refusal, out var document))
        {
            End(refusal.Code, refusal.Text);
            return null;
        }

        var listening = await documents.Channels.ListenAsync(DocumentChannels.Of(documentId), this, cancellationToken);
        start = listening.Start;
        if (document.Role >= DocumentRole.Editor)
            outbox.Reply(new SyncMessage(SyncMessageKind.Step1, (await ReadAsync(new StateVector(), cancellationToken)).StateVector));
        ShowAll();
        return listening;
    }

    public async ValueTask TakeAsync(SyncMessage message, CancellationToken cancellationToken)
    {
        switch (message.Kind)
        {
            case SyncMessageKind.Step1:
                await TakePlaceAsync(LimitedAct.HistoryRead, cancellationToken);
                var known = StateVector.Decode(message.Content.Span);
                outbox.Reply(new SyncMessage(SyncMessageKind.Step2, (await ReadAsync(known, cancellationToken)).Update));
                break;
            case SyncMessageKind.Step2 or SyncMessageKind.Update:
                await TakePlaceAsync(LimitedAct.Publish, cancellationToken);
                await PushAsync(new PushUpdateRequest(documentId, message.Content), cancellationToken);
                break;
            case SyncMessageKind.Awareness:
                await TakePlaceAsync(LimitedAct.Signal, cancellationToken);

                // Providers repeat what they receive of others.
                var taken = await documents.Awareness.PushAsync(caller, documentId, message.Content, dropsForeign: true, cancellationToken);
                if (taken.IsRefused(out var refusal, out _))
                    End(refusal.Code, refusal.Text);
                break;
            case SyncMessageKind.QueryAwareness:
                await TakePlaceAsync(LimitedAct.HistoryRead, cancellationToken);
                ShowAll();
                break;
            default:
                break;
        }
    }

    public void OnPublications(string epoch, IReadOnlyList<Publication> publications)
    {
        if (!publications.All(IsOwn) && documents.Messages.Of(publications) is { } message)
            outbox.Publish(message);
    }

    public void OnReset(Position position) => End(ErrorCode.Unavailable, "the document's channel lost updates; connect again");

    // Also its own: a provider that receives nothing for 30 seconds takes its connection for lost.
    public void OnSignal(Signal signal)
    {
        if (signal.Type == DocumentTypes.Awareness)
            outbox.Show(AwarenessUpdate.Decode(DocumentUpdate.FromPayload(signal.Data).Update.Span));
    }

    public void End(ErrorCode code, string message) => outbox.End(YjsClose.Of(code, message));

    private bool IsOwn(Publication publication) => publication.Publisher?.ConnectionId == caller.ConnectionId;

    private async ValueTask PushAsync(PushUpdateRequest request, CancellationToken cancellationToken)
    {
        var pushed = await documents.Editing.PushAsync(caller, request, cancellationToken);
        if (!pushed.IsRefused(out var refusal, out _))
            return;

        // A reader stays, and its edits stay its own.
        if (refusal.Details?.Reason != "role_too_low")
            End(refusal.Code, refusal.Text);
        else if (!isToldDenied)
            outbox.Reply(SyncMessage.Denied(refusal.Text));
        isToldDenied = true;
    }

    private async ValueTask<(byte[] Update, byte[] StateVector, Position Position)> ReadAsync(StateVector known, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var lease = await documents.Live.OpenAsync(documentId, cancellationToken);
            await lease.Document.WaitAsync(start).WaitAsync(cancellationToken);
            if (!lease.Document.IsBroken)
                return lease.Document.Read(known);
        }
    }

    private void ShowAll()
    {
        foreach (var message in documents.Awareness.Messages(documentId))
            outbox.Show(AwarenessUpdate.Decode(message.Span));
    }

    private async ValueTask TakePlaceAsync(LimitedAct act, CancellationToken cancellationToken)
    {
        while (!limits.TryTake(act, out var retryAfter))
            await Task.Delay(retryAfter, time, cancellationToken);
    }
}
