using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds;

/// <summary>
/// Marks the values of a feed whose source is silent. The mark is a publication like any other: it is replayed, conflated and stored with
/// the value, and the key's next update takes it away.
/// </summary>
internal sealed class FeedStaleness(FeedTables tables, FeedDeclarations declarations, FeedSourceStates states, IModuleChannels channels, TimeProvider time)
{
    /// <summary>How long a source may fail before its values are marked, whatever <see cref="FeedOptions.StaleAfter"/> says.</summary>
    public static readonly TimeSpan FailingAfter = TimeSpan.FromMinutes(1);

    private const int MostTogether = 1_000;

    // A table that was not heard of yet counts from the start.
    private readonly long start = time.GetTimestamp();

    /// <summary>Marks what has become stale.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var feed in declarations.Names.Union(tables.SourceNames, StringComparer.Ordinal))
        {
            if (IsSilent(feed))
                await MarkAsync(feed, stale: true, cancellationToken);
        }
    }

    /// <summary>The source is there and has nothing new: what was marked is true again.</summary>
    public async Task ConfirmAsync(string feed, CancellationToken cancellationToken)
    {
        tables.Of(feed).Hear(time.GetTimestamp());
        await MarkAsync(feed, stale: false, cancellationToken);
    }

    private bool IsSilent(string feed)
    {
        if (states.Of(feed) is { State: FeedSourceState.Failing } status && time.GetUtcNow().ToUnixTimeMilliseconds() - status.SinceTime >= FailingAfter.TotalMilliseconds)
            return true;
        return declarations.Of(feed).StaleAfter is { } limit && time.GetElapsedTime(Math.Max(start, tables.Of(feed).Heard)) >= limit;
    }

    private async Task MarkAsync(string feed, bool stale, CancellationToken cancellationToken)
    {
        var table = tables.Of(feed);
        using var turn = await table.EnterAsync(cancellationToken);
        if (stale ? table.StaleKeys == table.Keys || !IsSilent(feed) : table.StaleKeys == 0)
            return;
        foreach (var keys in table.Entries.Where(entry => entry.Value.Data is not null && entry.Value.Stale != stale).Select(entry => entry.Key).ToArray().Chunk(MostTogether))
        {
            var appended = await channels.AppendAsync(
                FeedChannels.Of(feed), [.. keys.Select(key => DraftOf(key, table.Entries[key], stale))],
                durability: declarations.DurabilityOf(FeedChannels.Of(feed)), historyCount: declarations.HistoryCountOf(FeedChannels.Of(feed)), cancellationToken: cancellationToken);
            if (appended.IsRefused(out _, out var place))
            {
                // Another node wrote: its values are looked at next time.
                await table.ReadAsync(cancellationToken);
                return;
            }

            table.Apply(keys, stale, place.Position.Offset);
        }
    }

    private static Draft DraftOf(string key, FeedEntry entry, bool stale) => new()
    {
        Type = FeedTypes.Updated,
        Key = key,
        Data = entry.Data!.Value,
        Stale = stale,
        ExpectedKeyOffset = entry.Offset,
    };
}
