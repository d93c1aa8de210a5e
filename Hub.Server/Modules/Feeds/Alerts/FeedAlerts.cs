using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>Watches every value for the alerts of all users.</summary>
internal sealed class FeedAlerts(AlertStore store, AlertDelivery delivery, AlertRights rights, UserAlerts users, TimeProvider time) : IFeedObserver, IDisposable
{
    private readonly ArmedAlerts armed = new();
    private readonly SemaphoreSlim loading = new(1);
    private bool isLoaded;

    /// <summary>Reads the stored alerts, once. Those that fired before a crash and were not delivered are delivered now.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (isLoaded)
            return;
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (isLoaded)
                return;
            var stored = await store.ReadAsync(cancellationToken);
            foreach (var one in stored.Rights)
                rights.Restore(one);
            foreach (var alert in stored.Alerts)
            {
                users.Set(alert);
                if (!alert.HasFired)
                    Arm(alert);
                else if (!alert.Delivered)
                    delivery.Add(alert, mayBeThere: true);
            }

            isLoaded = true;
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>The values that are stored are looked at as well: one may have come just before a crash.</summary>
    public async ValueTask OpenAsync(string feed, IReadOnlyDictionary<string, FeedEntry> present, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        FeedUpdate[] updates = [.. armed.KeysOf(feed)
            .Select(key => new FeedUpdate(key) { Fields = present.GetValueOrDefault(key)?.Data })
            .Where(update => update.Fields is not null)];
        if (updates.Length > 0)
            Observe(new FeedValues(feed, updates, 0, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    public void Observe(FeedValues values)
    {
        foreach (var alert in armed.Take(values))
        {
            var fired = alert.Stored with { Alert = alert.Stored.Alert with { FiredTime = values.Time, FiredValue = alert.Fired } };
            users.Set(fired);
            delivery.Add(fired, mayBeThere: false);
        }
    }

    /// <summary>Begins to watch for an alert; the first value that counts is the next one.</summary>
    public void Watch(StoredAlert alert)
    {
        users.Set(alert);
        Arm(alert);
    }

    public void Forget(Alert alert) => armed.Remove(alert);

    public void Dispose() => loading.Dispose();

    private void Arm(StoredAlert alert)
    {
        var watched = new ArmedAlert(alert);
        if (alert.Base is { } number)
            watched.Trigger.Seed(alert.Alert.CreatedTime, number);
        armed.Add(watched);
    }
}
