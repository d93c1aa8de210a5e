using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The feed methods of the hub.</summary>
internal sealed partial class ChannelHub : IFeedMethods
{
    public async Task<FeedList> ListFeeds(ListFeedsRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return await feeds.Listing.ListAsync(Caller, Ended);
    }

    public async Task<PublishUpdatesResult> PublishUpdates(PublishUpdatesRequest request)
    {
        Take(LimitedAct.Publish);
        return (await feeds.Publishing.PublishAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<FeedSeries> ReadSeries(ReadSeriesRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await feeds.Series.ReadAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<Alert> SetAlert(SetAlertRequest request)
    {
        Take(LimitedAct.Publish);
        return (await feeds.Alerting.SetAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<AlertList> ListAlerts(ListAlertsRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await feeds.Alerting.ListAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task ClearAlert(ClearAlertRequest request)
    {
        Take(LimitedAct.Publish);
        (await feeds.Alerting.ClearAsync(Caller, request, Ended)).OrThrow();
    }
}
