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
