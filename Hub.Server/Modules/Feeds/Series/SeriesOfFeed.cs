using System.Text;
using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Series;

/// <summary>The series of one feed, by key and field. Bounded: beyond its limit a new key or field has none.</summary>
internal sealed class SeriesOfFeed(HashSet<string> fields, int maxSeries)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, NumberSeries>> byKey = new(StringComparer.Ordinal);
    private int count;

    /// <summary>The fields whose values are kept; none named: all.</summary>
    public IReadOnlySet<string> Fields => fields;

    /// <summary>Whether values of a field are kept.</summary>
    public bool Keeps(string field) => fields.Count == 0 || fields.Contains(field);

    public void Add(FeedValues values)
    {
        lock (gate)
        {
            foreach (var update in values.Updates)
            {
                if (update.Removed != true)
                    FieldNumbers.Each(update.Fields!.Value, (Series: this, Key: update.Key, values.Time), static (to, name, number) => to.Series.Add(to.Key, name, to.Time, number));
            }
        }
    }

    public IReadOnlyList<SeriesBucket> Read(string key, string field, long from, long to, long widthMs)
    {
        lock (gate)
            return byKey.GetValueOrDefault(key)?.GetValueOrDefault(field)?.Read(from, to, widthMs) ?? [];
    }

    /// <summary>Takes a stored minute; in order of time.</summary>
    public void Restore(string key, string field, in Bucket minute)
    {
        lock (gate)
        {
            if (Keeps(field))
                Find(key, field)?.Restore(minute);
        }
    }

    /// <summary>The minutes that begin at or behind a time, of all series.</summary>
    public IReadOnlyList<(string Key, string Field, Bucket Minute)> MinutesSince(long time)
    {
        var found = new List<(string, string, Bucket)>();
        lock (gate)
        {
            foreach (var (key, ofKey) in byKey)
            {
                foreach (var (field, series) in ofKey)
                {
                    for (var i = series.MinuteBuckets.Count - 1; i >= 0 && series.MinuteBuckets[i].Time >= time; i--)
                        found.Add((key, field, series.MinuteBuckets[i]));
                }
            }
        }

        return found;
    }

    private void Add(string key, ReadOnlySpan<byte> name, long time, double number)
    {
        Span<char> text = stackalloc char[64];
        var field = text[..Encoding.UTF8.GetChars(name, text)];
        if (fields.Count > 0 && !fields.GetAlternateLookup<ReadOnlySpan<char>>().Contains(field))
            return;
        if (byKey.TryGetValue(key, out var ofKey) && ofKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(field, out var series))
            series.Add(time, number);
        else
            Find(key, field.ToString())?.Add(time, number);
    }

    private NumberSeries? Find(string key, string field)
    {
        if (byKey.GetValueOrDefault(key)?.GetValueOrDefault(field) is { } series)
            return series;
        if (count >= maxSeries)
            return null;
        count++;
        if (!byKey.TryGetValue(key, out var ofKey))
            byKey[key] = ofKey = new Dictionary<string, NumberSeries>(StringComparer.Ordinal);
        return ofKey[field] = new NumberSeries();
    }
}
