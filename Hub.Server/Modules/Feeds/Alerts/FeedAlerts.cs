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

    /// <summary>The feeds that have alerts which wait.</summary>
    public IReadOnlyList<string> Feeds => armed.Feeds;

    /// <summary>
    /// What is stored is looked at as well: values may have come just before a crash. Each alert goes through those since it was set, as far as the log has them, so
    /// that it finds what it would have found, and stands as it stood; what has left the log is there as the present value.
    /// </summary>
    public async ValueTask OpenAsync(string feed, IReadOnlyDictionary<string, FeedEntry> present, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (armed.LookedAt(feed) is not { } after)
            return;
        var head = await store.HeadAsync(feed, cancellationToken);
        await foreach (var value in store.ValuesAsync(feed, after <= head ? after : 0, cancellationToken))
            TakeStored(new StoredValue(feed, value.Key!, value.Data, value.Offset, value.Time, head));
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var key in armed.KeysOf(feed))
        {
            if (present.GetValueOrDefault(key) is { Data: { } data } entry)
                TakeStored(new StoredValue(feed, key, data, entry.Offset, now, head));
        }
    }

    public void Observe(FeedValues values) => Fire(armed.Take(values), values.Time, mayBeThere: false);

    /// <summary>Begins to watch for an alert; the first value that counts is the next one.</summary>
    public void Watch(StoredAlert alert)
    {
        users.Set(alert);
        Arm(alert);
    }

    public void Forget(Alert alert) => armed.Remove(alert);

    public void Dispose() => loading.Dispose();

    private void TakeStored(StoredValue value) => Fire(armed.TakeStored(value), value.Time, mayBeThere: true);

    private void Fire(IReadOnlyList<ArmedAlert> all, long when, bool mayBeThere)
    {
        foreach (var alert in all)
        {
            var fired = alert.Stored with { Alert = alert.Stored.Alert with { FiredTime = when, FiredValue = alert.Fired } };
            users.Set(fired);
            delivery.Add(fired, mayBeThere);
        }
    }

    private void Arm(StoredAlert alert)
    {
        var watched = new ArmedAlert(alert);
        if (alert.Base is { } number)
            watched.Trigger.Seed(alert.Alert.CreatedTime, number);
        armed.Add(watched);
    }
}
