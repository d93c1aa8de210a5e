using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Tables;

/// <summary>
/// The values of one feed as this node knows them, so that an update is decided without reading. Read once; others may
/// write meanwhile, so each append says which values it replaces, and a wrong one has the table read again.
/// </summary>
internal sealed class FeedTable(string name, FeedSchema declared, IModuleChannels channels) : IDisposable
{
    private const int PageSize = 1_000;
    private readonly FeedSchema declared = declared;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<string, FeedEntry> entries = new(StringComparer.Ordinal);
    private bool isRead;

    public string Name => name;

    public IReadOnlyDictionary<string, FeedEntry> Entries => entries;

    public FeedSchema Schema { get; private set; } = declared;

    /// <summary>The channel's offset of the latest value from this node.</summary>
    public long Head { get; set; }

    /// <summary>How many keys have a value.</summary>
    public int Keys { get; private set; }

    /// <summary>How many of them are marked as stale.</summary>
    public int StaleKeys { get; private set; }

    /// <summary>Whether those that see its values have been told of it.</summary>
    public bool IsObserved { get; set; }

    /// <summary>When the source was heard last, a timestamp of the clock.</summary>
    public long Heard { get; private set; }

    /// <summary>Notes that the source is alive; whether it is may be asked without a turn.</summary>
    public void Hear(long timestamp) => Heard = timestamp;

    /// <summary>Waits until no other call works on the feed, and has read what is stored; dispose the result to let the next one in.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!isRead)
                await ReadAsync(cancellationToken);
            return new Turn(turn);
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>Reads the stored values again; only in a turn.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        (isRead, Keys, StaleKeys, Schema) = (false, 0, 0, declared);
        entries.Clear();
        await foreach (var entry in EntriesAsync(FeedChannels.Of(name), cancellationToken))
        {
            entries[entry.Key!] = new FeedEntry(entry.Data.ToJson(), entry.Offset, null, entry.Stale == true);
            StaleKeys += entry.Stale == true ? 1 : 0;
            Head = Math.Max(Head, entry.Offset);
            Schema = Schema.Learn(entry.Data);
            Keys++;
        }

        await foreach (var entry in EntriesAsync(FeedChannels.VersionsOf(name), cancellationToken))
        {
            var version = entry.Data.Read(FeedJson.Default.VersionRecord)?.Version;
            entries[entry.Key!] = entries.GetValueOrDefault(entry.Key!, FeedEntry.Absent) with { Version = version };
        }

        isRead = true;
    }

    /// <summary>Takes over what has been written; only in a turn.</summary>
    public void Apply(FeedDecision decision, long firstOffset)
    {
        foreach (var (key, entry) in decision.EntriesFrom(firstOffset))
        {
            StaleKeys += (entry.Stale ? 1 : 0) - (entries.GetValueOrDefault(key, FeedEntry.Absent).Stale ? 1 : 0);
            if (entry is { Data: null, Version: null })
                entries.Remove(key);
            else
                entries[key] = entry;
        }

        (Schema, Keys) = (decision.Schema, decision.Keys);
    }

    /// <summary>Takes over that the values of some keys are marked, or no longer; only in a turn.</summary>
    public void Apply(IReadOnlyList<string> keys, bool stale, long firstOffset)
    {
        for (var i = 0; i < keys.Count; i++)
            entries[keys[i]] = entries[keys[i]] with { Offset = firstOffset + i, Stale = stale };
        StaleKeys += stale ? keys.Count : -keys.Count;
    }

    public void Dispose() => turn.Dispose();

    private async IAsyncEnumerable<Publication> EntriesAsync(ChannelName channel, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(channel, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.Entries)
                yield return entry;
            if (!page.HasMore)
                yield break;
            after = page.Entries[^1].Key;
        }
    }

    /// <summary>The sole use of a table.</summary>
    internal readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
