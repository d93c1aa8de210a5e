using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>Reads what is stored of a document.</summary>
internal sealed partial class DocumentLoader(IModuleChannels channels, ILogger<DocumentLoader> logger)
{
    private const int PageSize = 1_000;
    private const int MaxAttempts = 5;

    /// <summary>Reads everything up to a position.</summary>
    public async ValueTask<DocumentContent> ReadAsync(ChannelName channel, Position upTo, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = await channels.ReadKeysAsync(channel, [DocumentChannels.SnapshotKey], cancellationToken);
            var snapshot = state.Find(DocumentChannels.SnapshotKey);
            var updates = new List<Publication>();
            var complete = await ReadLogAsync(channel, snapshot?.Offset ?? 0, upTo.Offset, updates, cancellationToken);
            if (!complete && attempt < MaxAttempts)
                continue; // A snapshot took the place of the log meanwhile: it is there now.
            if (!complete)
                LogIncomplete(channel);
            return new DocumentContent(snapshot, updates);
        }
    }

    private async ValueTask<bool> ReadLogAsync(ChannelName channel, long after, long upTo, List<Publication> updates, CancellationToken cancellationToken)
    {
        var complete = true;
        while (after < upTo)
        {
            var page = await channels.ReadLogAsync(channel, new LogQuery { After = after, Limit = PageSize }, cancellationToken);
            complete &= page.FirstOffset <= after + 1;
            if (page.Publications.Count == 0)
                break;
            updates.AddRange(page.Publications.Where(publication => publication.Type == DocumentTypes.Updated));
            after = page.Publications[^1].Offset;
        }

        return complete;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Updates of {Channel} are missing between its snapshot and its log; what builds on them stays pending.")]
    private partial void LogIncomplete(ChannelName channel);
}
