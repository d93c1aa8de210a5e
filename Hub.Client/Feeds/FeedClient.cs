using RealtimeHub.Shared;

namespace RealtimeHub.Client.Feeds;

/// <summary>The feeds of a hub.</summary>
/// <remarks>
/// Every call may throw <see cref="HubCallException"/> (the server refused it), <see cref="ConnectionLostException"/>,
/// <see cref="TimeoutException"/> and <see cref="HubClosedException"/>, as <see cref="HubClient.InvokeAsync{TResult}(string, object, CancellationToken)"/> does.
/// Cancelling ends the wait; it does not undo what was sent.
/// </remarks>
public sealed class FeedClient
{
    private readonly HubClient client;

    /// <summary>Makes one for a client, which its maker disposes of.</summary>
    public FeedClient(HubClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        this.client = client;
    }

    /// <summary>Follows a feed: returns when its values are there. One to which nothing was published yet is empty.</summary>
    public Task<LiveFeed> OpenFeedAsync(string name, LiveFeedOptions? options = null, CancellationToken cancellationToken = default) =>
        LiveFeed.OpenAsync(client, name, options ?? new LiveFeedOptions(), cancellationToken);

    /// <summary>Lists the feeds that the caller may follow, in order of their names.</summary>
    public async Task<IReadOnlyList<Feed>> ListFeedsAsync(CancellationToken cancellationToken = default) =>
        (await client.ReadAsync<FeedList>(nameof(IFeedMethods.ListFeeds), new ListFeedsRequest(), cancellationToken).ConfigureAwait(false)).Feeds;

    /// <summary>
    /// Publishes new values, at most 1,000, all of them or none; takes the right to publish. Not repeated when the connection is
    /// lost: give <see cref="FeedUpdate.Version"/> to have late repeats ignored.
    /// </summary>
    public Task<PublishUpdatesResult> PublishUpdatesAsync(string feed, IReadOnlyList<FeedUpdate> updates, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<PublishUpdatesResult>(nameof(IFeedMethods.PublishUpdates), new PublishUpdatesRequest(feed, updates), cancellationToken);

    /// <summary>Reads what a number has been, in buckets of time. Live values with an offset above that of the answer continue it.</summary>
    public Task<FeedSeries> ReadSeriesAsync(ReadSeriesRequest request, CancellationToken cancellationToken = default) =>
        client.ReadAsync<FeedSeries>(nameof(IFeedMethods.ReadSeries), request, cancellationToken);

    /// <summary>Sets an alert of the user: when it fires, <c>user:&lt;userId&gt;</c> gets a publication of type <c>alert</c>, once.</summary>
    public Task<Alert> SetAlertAsync(SetAlertRequest request, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<Alert>(nameof(IFeedMethods.SetAlert), request, cancellationToken);

    /// <summary>Lists the user's alerts, of one feed or of all, those that have fired included.</summary>
    public async Task<IReadOnlyList<Alert>> ListAlertsAsync(string? feed = null, CancellationToken cancellationToken = default) =>
        (await client.ReadAsync<AlertList>(nameof(IFeedMethods.ListAlerts), new ListAlertsRequest(feed), cancellationToken).ConfigureAwait(false)).Alerts;

    /// <summary>Removes an alert; one that is not there is no error.</summary>
    public Task ClearAlertAsync(string alertId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IFeedMethods.ClearAlert), new ClearAlertRequest(alertId), cancellationToken);
}
