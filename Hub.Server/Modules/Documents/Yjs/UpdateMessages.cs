using RealtimeHub.Documents;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Yjs;

/// <summary>Publications as messages of y-websocket: what comes together is merged into one message, which is made once for all sessions that get it.</summary>
internal sealed class UpdateMessages
{
    // The sessions of a document are called one after another with the same list.
    private volatile Made? last;

    /// <summary>The message; null when there is no update in it.</summary>
    public byte[]? Of(IReadOnlyList<Publication> publications)
    {
        var known = last;
        if (ReferenceEquals(known?.Publications, publications))
            return known.Message;
        ReadOnlyMemory<byte>[] updates = [.. publications.Where(publication => publication.Type == DocumentTypes.Updated).Select(DocumentContent.UpdateOf)];
        var message = updates.Length == 0 ? null : new SyncMessage(SyncMessageKind.Update, updates.Length == 1 ? updates[0] : YUpdate.Merge(updates)).Encode();
        last = new Made(publications, message);
        return message;
    }

    private sealed record Made(IReadOnlyList<Publication> Publications, byte[]? Message);
}
