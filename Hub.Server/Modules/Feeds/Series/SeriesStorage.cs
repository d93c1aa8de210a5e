using System.Globalization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>Keeps the minutes of a feed's series over restarts: the state of <c>sys:feed-series/&lt;feed&gt;</c>, a few keys for each minute.</summary>
internal sealed class SeriesStorage(IModuleChannels channels)
{
    private const string RecordType = "feeds.series";
    private const int MostInRecord = 300;
    private const int PageSize = 50;

    /// <summary>Reads what is stored into the series.</summary>
    /// <returns>The stored keys.</returns>
    public async ValueTask<SortedSet<string>> ReadAsync(string feed, SeriesOfFeed series, CancellationToken cancellationToken)
    {
        var stored = new SortedSet<string>(StringComparer.Ordinal);
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(FeedChannels.SeriesOf(feed), new StateQuery { AfterKey = after, Limit = PageSize, MaxBytes = 16 << 20 }, cancellationToken);
            foreach (var entry in page.Entries)
            {
                stored.Add(entry.Key!);
                if (entry.Data.Read(SeriesJson.Default.SeriesRecord) is { } record)
                    Restore(series, record);
            }

            if (!page.HasMore)
                return stored;
            after = page.Entries[^1].Key;
        }
    }

    /// <summary>Writes the minutes from a time on and removes what is older than what the series hold.</summary>
    public async ValueTask WriteAsync(string feed, SeriesOfFeed series, SortedSet<string> stored, long since, long now, CancellationToken cancellationToken)
    {
        var drafts = new List<Draft>();
        foreach (var minute in series.MinutesSince(since).GroupBy(one => one.Minute.Time).OrderBy(minute => minute.Key))
        {
            foreach (var (part, number) in minute.Chunk(MostInRecord).Select((part, number) => (part, number)))
            {
                var record = new SeriesRecord(minute.Key, [.. part.Select(one => SeriesMinute.Of(one.Key, one.Field, one.Minute))]);
                drafts.Add(new Draft { Type = RecordType, Key = KeyOf(minute.Key, number), Data = Payload.From(record, SeriesJson.Default.SeriesRecord) });
            }
        }

        var oldest = KeyOf(Math.Max(0, now - (NumberSeries.Minutes * NumberSeries.MinuteMs)), 0);
        drafts.AddRange(stored.TakeWhile(key => string.CompareOrdinal(key, oldest) < 0).Select(key => new Draft { Type = RecordType, Key = key, Data = default, Removed = true }));
        if (drafts.Count == 0)
            return;
        await channels.AppendAsync(FeedChannels.SeriesOf(feed), drafts, durability: Durability.Relaxed, cancellationToken: cancellationToken);
        foreach (var draft in drafts)
            _ = draft.Removed ? stored.Remove(draft.Key!) : stored.Add(draft.Key!);
    }

    // In order of time as text, too.
    private static string KeyOf(long time, int number) => string.Create(CultureInfo.InvariantCulture, $"{time / NumberSeries.MinuteMs:D10}/{number:D4}");

    private static void Restore(SeriesOfFeed series, SeriesRecord record)
    {
        foreach (var one in record.Series)
            series.Restore(one.K, one.F, one.ToBucket(record.Time));
    }
}
