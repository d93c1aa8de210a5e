using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Catalog;

/// <summary>Removes what deleted documents contained.</summary>
internal sealed class DocumentDeletions(IModuleChannels channels, DocumentStore store, TimeProvider time, ILogger<DocumentDeletions> logger)
    : DeferredDeletions(channels, DocumentChannels.Deletions, "document", time, logger)
{
    private readonly IModuleChannels channels = channels;

    protected override Draft Note(string name) => DocumentDrafts.Note(name, new DocumentDeletion(store.Now));

    protected override Draft NoNote(string name) => DocumentDrafts.Erased(name);

    protected override async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        (await store.ReadAsync(name, cancellationToken)).Record is not null;

    // An empty snapshot lets the whole log go; then the snapshot goes, too.
    protected override async ValueTask EmptyAsync(string name, CancellationToken cancellationToken)
    {
        var channel = DocumentChannels.Of(name);
        var head = (await channels.ReadLogAsync(channel, new LogQuery { Limit = 1 }, cancellationToken)).Position;
        var empty = new Compaction
        {
            Channel = channel,
            Key = DocumentChannels.SnapshotKey,
            Type = DocumentTypes.Deleted,
            Data = default,
            UpTo = head.Offset,
            Epoch = head.Epoch,
        };
        await channels.CompactAsync(empty, cancellationToken);
        await channels.AppendAsync(channel, [DocumentDrafts.Erased(DocumentChannels.SnapshotKey)], cancellationToken: cancellationToken);
        await EraseAllAsync(DocumentChannels.VersionsOf(name), cancellationToken);
    }

    private async ValueTask EraseAllAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        while ((await channels.ReadStateAsync(channel, new StateQuery { Limit = PageSize }, cancellationToken)).Entries is { Count: > 0 } entries)
            await channels.AppendAsync(channel, [.. entries.Select(entry => DocumentDrafts.Erased(entry.Key!))], cancellationToken: cancellationToken);
    }
}
