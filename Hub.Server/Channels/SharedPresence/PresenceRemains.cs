using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.SharedPresence;

/// <summary>Removes what a node that is gone wrote of its connections. What it writes again meanwhile, because it only slept, stays.</summary>
internal sealed class PresenceRemains(IEngine engine) : INodeRemains
{
    private const int PageSize = 500;

    public async ValueTask RemoveAsync(string nodeId, CancellationToken cancellationToken)
    {
        var index = PresenceRecord.IndexOf(nodeId);
        await foreach (var key in ReadAsync(index, cancellationToken))
        {
            var channel = PresenceRecord.ChannelOf(key.Key!);
            await foreach (var entry in ReadAsync(channel, cancellationToken))
            {
                if (PresenceRecord.Read(entry)?.Node == nodeId)
                    await RemoveAsync(channel, entry, cancellationToken);
            }

            await RemoveAsync(index, key, cancellationToken);
        }
    }

    private async IAsyncEnumerable<Publication> ReadAsync(ChannelName channel, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? after = null; ;)
        {
            var page = await engine.ReadStateAsync(channel, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.Entries)
                yield return entry;
            if (!page.HasMore)
                yield break;
            after = page.Entries[^1].Key;
        }
    }

    private ValueTask<AppendResult> RemoveAsync(ChannelName channel, Publication entry, CancellationToken cancellationToken) => engine.AppendAsync(
        new Append
        {
            Channel = channel,
            Drafts = [PresenceRecord.Removal(entry.Key!, entry.Offset)],
            Retention = PresenceRecord.Retention,
            Durability = Durability.Relaxed,
        },
        cancellationToken);
}
