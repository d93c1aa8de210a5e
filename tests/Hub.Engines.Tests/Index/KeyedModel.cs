using System.Text;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Engines.Tests.Index;

/// <summary>A channel's log and keys as simply as they can be said: a list and a dictionary, searched from end to end.</summary>
internal sealed class KeyedModel
{
    public SortedDictionary<long, (TestLocation Location, long Time)> Log { get; } = [];

    public Dictionary<string, Value> Keys { get; } = [];

    public long Head { get; private set; }

    public long ForgottenUpTo { get; private set; }

    public long FirstOffset => Log.Count == 0 ? Head + 1 : Log.Keys.First();

    public void Add(string? key, TestLocation location, bool removed, long time)
    {
        Log.Add(++Head, (location, time));
        if (key is not null)
            Keys[key] = new Value(key, Head, location, removed, time);
    }

    public void Restore(string key, long offset, TestLocation location, bool removed, long time)
    {
        if (LastChangeOf(key) < offset)
            Keys[key] = new Value(key, offset, location, removed, time);
    }

    public long LastChangeOf(string key) => Keys.TryGetValue(key, out var value) ? value.Offset : 0;

    public void Compact(string key, long upTo, TestLocation location, long time)
    {
        Keys[key] = new Value(key, upTo, location, false, time);
        SkipTo(upTo + 1);
    }

    public void SkipTo(long first)
    {
        foreach (var offset in Log.Keys.Where(offset => offset < first).ToList())
            Log.Remove(offset);
        Head = Math.Max(Head, first - 1);
    }

    public void Move(long offset, string? key, TestLocation from, TestLocation to)
    {
        if (Log.TryGetValue(offset, out var entry) && entry.Location == from)
            Log[offset] = (to, entry.Time);
        if (key is not null && Keys.TryGetValue(key, out var value) && value.Location == from)
            Keys[key] = value with { Location = to };
    }

    public void Lose(TestLocation location)
    {
        foreach (var value in Keys.Values.Where(value => value.Location == location).ToList())
            Keys.Remove(value.Key);
        foreach (var (offset, entry) in Log.Where(entry => entry.Value.Location == location).ToList())
            Log[offset] = (TestLocation.Lost, entry.Time);
    }

    public void Trim(Retention retention, long now)
    {
        while (Log.Count > 0 && (Log.Count > retention.HistoryCount || Log.Values.First().Time <= now - retention.HistoryAge?.TotalMilliseconds))
            Log.Remove(Log.Keys.First());
        foreach (var value in Keys.Values.Where(value => value.Removed && value.Time <= now - retention.TombstoneAge.TotalMilliseconds).ToList())
        {
            if (retention.ShowsPresentValues && value.Offset >= FirstOffset)
                continue;
            Keys.Remove(value.Key);
            ForgottenUpTo = Math.Max(ForgottenUpTo, value.Offset);
        }
    }

    public (List<Value> Found, bool HasMore) Read(StateQuery query)
    {
        var wanted = Keys.Values.Where(value => query.Keys?.Contains(value.Key) != false)
            .Where(value => value.Key.StartsWith(query.Prefix ?? "", StringComparison.Ordinal))
            .Where(value => query.AfterKey is null || string.CompareOrdinal(Bytes(value.Key), Bytes(query.AfterKey)) > 0)
            .Where(value => query.ChangedAfter is { } after ? value.Offset > after : !value.Removed)
            .OrderBy(value => query.ChangedAfter is null ? 0 : value.Offset).ThenBy(value => Bytes(value.Key), StringComparer.Ordinal).ToList();
        var count = Math.Min(query.Limit, wanted.Count);
        while (query.ChangedAfter is not null && count < wanted.Count && wanted[count].Offset == wanted[count - 1].Offset)
            count++;
        return (wanted[..count], count < wanted.Count);
    }

    // Hexadecimal digits order as the bytes do.
    public static string Bytes(string key) => Convert.ToHexString(Encoding.UTF8.GetBytes(key));

    internal sealed record Value(string Key, long Offset, TestLocation Location, bool Removed, long Time);
}
