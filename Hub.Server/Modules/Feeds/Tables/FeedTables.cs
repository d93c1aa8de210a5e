using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Modules.Feeds.Sources;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Tables;

/// <summary>The feeds of this server: declared ones, those of sources, and those that came into being by their first update.</summary>
internal sealed class FeedTables(FeedDeclarations declarations, IEnumerable<IFeedSource> sources, IModuleChannels channels, TimeProvider time) : IDisposable
{
    private readonly FeedDeclarations declarations = declarations;
    private readonly IModuleChannels channels = channels;
    private const string RecordType = "feeds.record";
    private readonly ConcurrentDictionary<string, FeedTable> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IFeedSource> sources = sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
    private readonly SemaphoreSlim naming = new(1);
    private HashSet<string>? named;

    /// <summary>The names of feeds with a source.</summary>
    public IEnumerable<string> SourceNames => sources.Keys;

    /// <summary>The source of a feed; null where programs publish.</summary>
    public IFeedSource? SourceOf(string name) => sources.GetValueOrDefault(name);

    /// <summary>The table of a feed, whether or not it has any values.</summary>
    public FeedTable Of(string name) => tables.GetOrAdd(name, 
        static (name, tables) => new FeedTable(name, FeedSchema.Of(tables.declarations.Of(name), tables.SourceOf(name)?.Fields ?? []), tables.channels), this);

    /// <summary>The names of all feeds.</summary>
    public async ValueTask<IReadOnlySet<string>> NamesAsync(CancellationToken cancellationToken)
    {
        await naming.WaitAsync(cancellationToken);
        try
        {
            return new HashSet<string>([.. declarations.Names, .. sources.Keys, .. await NamedAsync(cancellationToken)], StringComparer.Ordinal);
        }
        finally
        {
            naming.Release();
        }
    }

    /// <summary>Notes that a feed exists, before its first value is written; refused when there are too many.</summary>
    public async ValueTask<Refusal?> NameAsync(string name, CancellationToken cancellationToken)
    {
        if (declarations.Has(name) || sources.ContainsKey(name))
            return null;
        await naming.WaitAsync(cancellationToken);
        try
        {
            var all = await NamedAsync(cancellationToken);
            if (all.Contains(name))
                return null;
            if (all.Count >= FeedLimits.MaxFeeds)
                return FeedRefusals.TooManyFeeds(FeedLimits.MaxFeeds);
            var record = new FeedRecord(time.GetUtcNow().ToUnixTimeMilliseconds());
            await channels.AppendAsync(FeedChannels.Names, [new Draft { Type = RecordType, Key = name, Data = Payload.From(record, FeedJson.Default.FeedRecord) }], cancellationToken: cancellationToken);
            all.Add(name);
            return null;
        }
        finally
        {
            naming.Release();
        }
    }

    public void Dispose()
    {
        naming.Dispose();
        foreach (var table in tables.Values)
            table.Dispose();
    }

    private async ValueTask<HashSet<string>> NamedAsync(CancellationToken cancellationToken)
    {
        if (named is not null)
            return named;
        var page = await channels.ReadStateAsync(FeedChannels.Names, new StateQuery { Limit = FeedLimits.MaxFeeds, MaxBytes = long.MaxValue }, cancellationToken);
        return named = page.Entries.Select(entry => entry.Key!).ToHashSet(StringComparer.Ordinal);
    }
}
