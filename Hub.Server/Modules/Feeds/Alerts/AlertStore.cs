using System.Runtime.CompilerServices;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Alerts;

/// <summary>Alerts on disk: the state of <c>sys:feed-alerts</c>, and the notices in <c>user:&lt;userId&gt;</c>.</summary>
internal sealed class AlertStore(IModuleChannels channels)
{
    private const string RecordType = "feeds.alert";
    private const string RightsType = "feeds.rights";
    private const int PageSize = 1_000;

    public async ValueTask<(IReadOnlyList<StoredAlert> Alerts, IReadOnlyList<StoredRights> Rights)> ReadAsync(CancellationToken cancellationToken)
    {
        var (alerts, rights) = (new List<StoredAlert>(), new List<StoredRights>());
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(FeedChannels.Alerts, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            alerts.AddRange(page.Entries.Where(entry => entry.Type == RecordType).Select(entry => entry.Data.Read(AlertJson.Default.StoredAlert)).OfType<StoredAlert>());
            rights.AddRange(page.Entries.Where(entry => entry.Type == RightsType).Select(entry => entry.Data.Read(AlertJson.Default.StoredRights)).OfType<StoredRights>());
            if (!page.HasMore)
                return (alerts, rights);
            after = page.Entries[^1].Key;
        }
    }

    /// <summary>The newest offset of a feed.</summary>
    public async ValueTask<long> HeadAsync(string feed, CancellationToken cancellationToken) =>
        (await channels.ReadLogAsync(FeedChannels.Of(feed), new LogQuery { Limit = 1 }, cancellationToken)).Head;

    /// <summary>The values of a feed behind an offset, as far as its log has them.</summary>
    public async IAsyncEnumerable<Publication> ValuesAsync(string feed, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var isLast = false; !isLast;)
        {
            var page = await channels.ReadLogAsync(FeedChannels.Of(feed), new LogQuery { After = after, Limit = PageSize }, cancellationToken);
            foreach (var value in page.Publications.Where(one => one is { Type: FeedTypes.Updated, Key: not null } && one.Removed != true))
                yield return value;
            isLast = !page.HasMore || page.Publications.Count == 0;
            after = isLast ? after : page.Publications[^1].Offset;
        }
    }

    public async ValueTask WriteAsync(StoredAlert alert, CancellationToken cancellationToken) =>
        await channels.AppendAsync(FeedChannels.Alerts, [new Draft { Type = RecordType, Key = alert.Alert.AlertId, Data = Payload.From(alert, AlertJson.Default.StoredAlert) }], cancellationToken: cancellationToken);

    public async ValueTask RemoveAsync(string alertId, CancellationToken cancellationToken) =>
        await channels.AppendAsync(FeedChannels.Alerts, [new Draft { Type = RecordType, Key = alertId, Data = default, Removed = true }], cancellationToken: cancellationToken);

    public async ValueTask WriteAsync(StoredRights rights, CancellationToken cancellationToken) =>
        await channels.AppendAsync(FeedChannels.Alerts, [new Draft { Type = RightsType, Key = KeyOf(rights.UserId), Data = Payload.From(rights, AlertJson.Default.StoredRights) }], cancellationToken: cancellationToken);

    public async ValueTask RemoveRightsAsync(string userId, CancellationToken cancellationToken) =>
        await channels.AppendAsync(FeedChannels.Alerts, [new Draft { Type = RightsType, Key = KeyOf(userId), Data = default, Removed = true }], cancellationToken: cancellationToken);

    /// <summary>Puts the notice into the user's channel.</summary>
    public async ValueTask NotifyAsync(StoredAlert alert, CancellationToken cancellationToken)
    {
        var notice = new Draft { Type = FeedTypes.Alert, Data = Payload.From(alert.Alert, HubJson.Default.Alert), IdempotencyKey = alert.Alert.AlertId };
        await channels.AppendAsync(FeedChannels.NoticesOf(alert.UserId), [notice], cancellationToken: cancellationToken);
    }

    /// <summary>Whether the notice is in the user's channel.</summary>
    public async ValueTask<bool> HasNoticeAsync(StoredAlert alert, CancellationToken cancellationToken)
    {
        for (var before = (long?)null; ;)
        {
            var page = await channels.ReadLogAsync(FeedChannels.NoticesOf(alert.UserId), new LogQuery { Before = before, Limit = PageSize }, cancellationToken);
            if (page.Publications.Any(notice => notice.Type == FeedTypes.Alert && notice.Data.Read(HubJson.Default.Alert)?.AlertId == alert.Alert.AlertId))
                return true;
            if (!page.HasMore || page.Publications[0].Time < alert.Alert.FiredTime - 60_000)
                return false;
            before = page.Publications[0].Offset;
        }
    }

    // Alerts have ids of their own without a slash.
    private static string KeyOf(string userId) => "rights/" + userId;
}
