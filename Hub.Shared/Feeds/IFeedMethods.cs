namespace RealtimeHub.Shared;

/// <summary>The methods of feeds. Values arrive as publications of the channel <c>feed:</c> and the feed's name.</summary>
public interface IFeedMethods
{
    /// <summary>Lists the feeds that the caller may subscribe to, in order of their names.</summary>
    Task<FeedList> ListFeeds(ListFeedsRequest request);

    /// <summary>
    /// Publishes new values, all of them or none; takes the right to publish. A refusal names the update by its index and
    /// the field that breaks a rule.
    /// </summary>
    Task<PublishUpdatesResult> PublishUpdates(PublishUpdatesRequest request);

    /// <summary>Reads what a number has been, in buckets of time: the last minutes by the second, the last hours by the minute.</summary>
    Task<FeedSeries> ReadSeries(ReadSeriesRequest request);

    /// <summary>Sets an alert of the calling user. When it fires, <c>user:&lt;userId&gt;</c> gets a publication <c>alert</c> with the <see cref="Alert"/>, once.</summary>
    Task<Alert> SetAlert(SetAlertRequest request);

    /// <summary>Lists the calling user's alerts, those that have fired included.</summary>
    Task<AlertList> ListAlerts(ListAlertsRequest request);

    /// <summary>Removes an alert of the calling user.</summary>
    Task ClearAlert(ClearAlertRequest request);
}
