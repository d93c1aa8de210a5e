using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>The alerts that wait, by feed and key. An update costs one look-up of its key where its feed has alerts, and nothing elsewhere.</summary>
internal sealed class ArmedAlerts
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, List<ArmedAlert>>> byFeed = new(StringComparer.Ordinal);

    public void Add(ArmedAlert alert)
    {
        var (feed, key) = (alert.Stored.Alert.Feed, alert.Stored.Alert.Key);
        lock (gate)
        {
            if (!byFeed.TryGetValue(feed, out var byKey))
                byFeed[feed] = byKey = new Dictionary<string, List<ArmedAlert>>(StringComparer.Ordinal);
            if (!byKey.TryGetValue(key, out var alerts))
                byKey[key] = alerts = [];
            alerts.Add(alert);
        }
    }

    public void Remove(Alert alert)
    {
        lock (gate)
            Drop(alert.Feed, alert.Key, one => one.Stored.Alert.AlertId == alert.AlertId);
    }

    /// <summary>The keys of a feed that have alerts.</summary>
    public IReadOnlyList<string> KeysOf(string feed)
    {
        lock (gate)
            return [.. byFeed.GetValueOrDefault(feed)?.Keys ?? Enumerable.Empty<string>()];
    }

    /// <summary>The feeds that have alerts.</summary>
    public IReadOnlyList<string> Feeds
    {
        get
        {
            lock (gate)
                return [.. byFeed.Keys];
        }
    }

    /// <summary>The offset up to which all alerts of a feed have looked at its stored values; null when none of them waits.</summary>
    public long? LookedAt(string feed)
    {
        lock (gate)
            return byFeed.GetValueOrDefault(feed)?.Values.SelectMany(alerts => alerts).Min(alert => alert.LookedAt ?? 0);
    }

    /// <summary>Takes a value that was stored before the start, for those alerts that have not looked at it; gives those that fire at it. They no longer wait.</summary>
    public IReadOnlyList<ArmedAlert> TakeStored(StoredValue value)
    {
        lock (gate)
        {
            if (byFeed.GetValueOrDefault(value.Feed)?.GetValueOrDefault(value.Key) is not { } alerts)
                return [];
            var due = alerts.Where(alert => alert.IsDue(value)).ToList();
            FieldNumbers.Each(value.Fields, (due, value), static (to, name, number) =>
            {
                foreach (var alert in to.due)
                    alert.TakeStored(name, to.value, number);
            });
            foreach (var alert in due)
                alert.Passed(value);
            Drop(value.Feed, value.Key, alert => alert.Fired is not null);
            return due.FindAll(alert => alert.Fired is not null);
        }
    }

    /// <summary>Takes values, and gives the alerts that fire at them. They no longer wait.</summary>
    public IReadOnlyList<ArmedAlert> Take(FeedValues values)
    {
        lock (gate)
        {
            if (byFeed.GetValueOrDefault(values.Feed) is not { } byKey)
                return [];
            var fired = new List<ArmedAlert>();
            foreach (var update in values.Updates)
            {
                if (update.Removed == true || !byKey.TryGetValue(update.Key, out var alerts))
                    continue;
                FieldNumbers.Each(update.Fields!.Value, (alerts, values.Time), static (to, name, number) =>
                {
                    foreach (var alert in to.alerts)
                        alert.Take(name, to.Time, number);
                });
                fired.AddRange(alerts.Where(alert => alert.Fired is not null));
                Drop(values.Feed, update.Key, alert => alert.Fired is not null);
            }

            return fired;
        }
    }

    private void Drop(string feed, string key, Predicate<ArmedAlert> which)
    {
        if (byFeed.GetValueOrDefault(feed) is not { } byKey || byKey.GetValueOrDefault(key) is not { } alerts)
            return;
        alerts.RemoveAll(which);
        if (alerts.Count == 0)
            byKey.Remove(key);
        if (byKey.Count == 0)
            byFeed.Remove(feed);
    }
}
