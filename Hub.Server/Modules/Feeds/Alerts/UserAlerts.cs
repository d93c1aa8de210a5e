namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>All alerts there are, by user.</summary>
internal sealed class UserAlerts
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, StoredAlert>> byUser = new(StringComparer.Ordinal);

    public int CountOf(string userId)
    {
        lock (gate)
            return byUser.GetValueOrDefault(userId)?.Count ?? 0;
    }

    public IReadOnlyList<StoredAlert> Of(string userId)
    {
        lock (gate)
            return [.. (byUser.GetValueOrDefault(userId)?.Values ?? Enumerable.Empty<StoredAlert>()).OrderBy(one => one.Alert.CreatedTime).ThenBy(one => one.Alert.AlertId, StringComparer.Ordinal)];
    }

    public StoredAlert? Find(string userId, string alertId)
    {
        lock (gate)
            return byUser.GetValueOrDefault(userId)?.GetValueOrDefault(alertId);
    }

    public void Set(StoredAlert alert)
    {
        lock (gate)
        {
            if (!byUser.TryGetValue(alert.UserId, out var alerts))
                byUser[alert.UserId] = alerts = new Dictionary<string, StoredAlert>(StringComparer.Ordinal);
            alerts[alert.Alert.AlertId] = alert;
        }
    }

    public void Remove(string userId, string alertId)
    {
        lock (gate)
        {
            if (byUser.GetValueOrDefault(userId) is { } alerts && alerts.Remove(alertId) && alerts.Count == 0)
                byUser.Remove(userId);
        }
    }
}
