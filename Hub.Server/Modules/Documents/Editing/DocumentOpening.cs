using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Documents.Awareness;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Editing;

/// <summary>Opens and closes documents for connections.</summary>
internal sealed class DocumentOpening(DocumentStore store, LiveDocuments documents, DocumentAwareness awareness, IModuleSubscriptions subscriptions)
{
    private const int MaxAttempts = 5;

    /// <summary>Subscribes, and gives what the client lacks: everything up to the subscription's position is in it, and what follows is published.</summary>
    public async ValueTask<Outcome<OpenedDocument>> OpenAsync(
        ChannelConnection connection,
        CallerEdge edge,
        DocumentCaller caller,
        OpenDocumentRequest request,
        CancellationToken cancellationToken)
    {
        if (Known(request.StateVector).IsRefused(out var refusal, out var known))
            return refusal;
        var required = await store.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Reader, "reading a document", cancellationToken);
        if (required.IsRefused(out refusal, out var document))
            return refusal;
        var channel = DocumentChannels.Of(request.DocumentId);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            using var lease = await documents.OpenAsync(request.DocumentId, cancellationToken);
            var subscribed = await subscriptions.SubscribeAsync(connection, edge, new SubscribeRequest { Channel = channel.Value }, cancellationToken);
            if (subscribed.IsRefused(out refusal, out var subscription))
                return refusal.Code == ErrorCode.PermissionDenied ? DocumentRefusals.NoEntry(request.DocumentId) : refusal;
            await lease.Document.WaitAsync(subscription.Position).WaitAsync(cancellationToken);
            if (lease.Document.IsBroken)
                continue;
            var (update, stateVector, position) = lease.Document.Read(known);
            return new OpenedDocument(document, update, stateVector, position, AccessOf(document), awareness.Messages(request.DocumentId));
        }

        return DocumentRefusals.Busy();
    }

    public async ValueTask<Outcome<bool>> CloseAsync(ChannelConnection connection, CallerEdge edge, CloseDocumentRequest request, CancellationToken cancellationToken)
    {
        if (DocumentRules.Id(request.DocumentId) is { } refusal)
            return refusal;
        await awareness.WithdrawAsync(request.DocumentId, connection.Id);
        return await subscriptions.UnsubscribeAsync(connection, edge, DocumentChannels.Of(request.DocumentId), cancellationToken);
    }

    /// <summary>Sends on where the caller is; the document must be open on the connection.</summary>
    public async ValueTask<Outcome<bool>> PushAwarenessAsync(ChannelConnection connection, DocumentCaller caller, PushAwarenessRequest request, CancellationToken cancellationToken)
    {
        var required = await store.RequireAsync(request.DocumentId, caller.UserId, DocumentRole.Reader, "reading a document", cancellationToken);
        if (required.IsRefused(out var refusal, out _))
            return refusal;
        var channel = DocumentChannels.Of(request.DocumentId);
        return connection.IsSubscribed(channel)
            ? await awareness.PushAsync(caller, request.DocumentId, request.Update, dropsForeign: false, cancellationToken)
            : Refusal.NotSubscribed(channel);
    }

    public static DocumentAccess AccessOf(Document document) => document.Role >= DocumentRole.Editor ? DocumentAccess.Write : DocumentAccess.Read;

    private static Outcome<StateVector> Known(ReadOnlyMemory<byte>? encoded)
    {
        try
        {
            return encoded is { } bytes ? StateVector.Decode(bytes.Span) : new StateVector();
        }
        catch (InvalidUpdateException fault)
        {
            return DocumentRefusals.Invalid("stateVector", fault);
        }
    }
}
