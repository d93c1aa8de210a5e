using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Awareness;

/// <summary>
/// Who is where in each document. It is sent on and never stored; each entry belongs to the connection that said it first, and is
/// withdrawn with that connection.
/// </summary>
internal sealed partial class DocumentAwareness(IModuleChannels channels, DocumentsOptions options, ILogger<DocumentAwareness> logger) : IConnectionEndListener
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DocumentPresence> documents = new(StringComparer.Ordinal);
    private readonly AwarenessLimits limits = new() { MaxBytes = options.MaxAwarenessBytes, MaxStateBytes = options.MaxAwarenessBytes };

    /// <summary>Takes what a connection says about its own clients, and sends on what is new.</summary>
    /// <param name="caller">Whose connection.</param>
    /// <param name="documentId">The document; the caller may read it.</param>
    /// <param name="message">A message of y-protocols.</param>
    /// <param name="dropsForeign">Whether entries of others are passed over, as for clients that repeat what they receive; else they are refused.</param>
    /// <param name="cancellationToken">Cancels the sending.</param>
    public async ValueTask<Outcome<bool>> PushAsync(DocumentCaller caller, string documentId, ReadOnlyMemory<byte> message, bool dropsForeign, CancellationToken cancellationToken)
    {
        IReadOnlyList<AwarenessEntry> entries;
        try
        {
            entries = AwarenessUpdate.Decode(message.Span, limits);
        }
        catch (InvalidUpdateException fault)
        {
            return DocumentRefusals.Invalid("update", fault);
        }

        List<AwarenessEntry>? news;
        lock (gate)
        {
            if (!documents.TryGetValue(documentId, out var presence))
                documents[documentId] = presence = new DocumentPresence();
            var taken = presence.Take(caller, entries, dropsForeign);
            if (presence.IsEmpty)
                documents.Remove(documentId);
            if (taken.IsRefused(out var refusal, out news))
                return refusal;
            if (news.Count > 0)
                news = presence.With(news, caller.ConnectionId);
        }

        await SendAsync(documentId, news, caller.Publisher, cancellationToken);
        return true;
    }

    /// <summary>What is known of everyone in a document: one message for each connection.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Messages(string documentId)
    {
        lock (gate)
            return documents.TryGetValue(documentId, out var presence) ? presence.Messages() : [];
    }

    /// <summary>Takes back what a connection has said in a document.</summary>
    public async ValueTask WithdrawAsync(string documentId, string connectionId)
    {
        List<AwarenessEntry> gone;
        lock (gate)
        {
            if (!documents.TryGetValue(documentId, out var presence))
                return;
            gone = presence.Withdraw(connectionId);
            if (presence.IsEmpty)
                documents.Remove(documentId);
        }

        await SendAsync(documentId, gone, null, CancellationToken.None);
    }

    /// <summary>Takes back everything that a connection has said.</summary>
    public async ValueTask OnEndedAsync(ChannelConnection connection)
    {
        string[] all;
        lock (gate)
            all = [.. documents.Where(pair => pair.Value.Has(connection.Id)).Select(pair => pair.Key)];
        foreach (var documentId in all)
        {
            try
            {
                await WithdrawAsync(documentId, connection.Id);
            }
            catch (Exception error)
            {
                // Other clients drop what is not renewed for 30 seconds.
                LogFailed(documentId, error);
            }
        }
    }

    private ValueTask SendAsync(string documentId, List<AwarenessEntry> entries, Publisher? publisher, CancellationToken cancellationToken) =>
        entries.Count == 0
            ? default
            : channels.SignalAsync(
                DocumentChannels.Of(documentId),
                DocumentTypes.Awareness,
                new DocumentUpdate(AwarenessUpdate.Encode(entries)).ToPayload(),
                publisher,
                cancellationToken);

    [LoggerMessage(Level = LogLevel.Debug, Message = "An awareness entry of document {DocumentId} could not be withdrawn.")]
    private partial void LogFailed(string documentId, Exception error);
}
