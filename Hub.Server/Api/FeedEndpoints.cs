using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Feeds: which there are, and publishing to them: the updates of PublishUpdates as JSON, or one a line as a stream.</summary>
internal sealed class FeedEndpoints(FeedPublishing publishing, FeedListing listing, ApiRates rates) : IApiEndpoints
{
    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/feeds", "listFeeds", "Lists the feeds, with the state of their sources.", ApiScopes.Read),
            ApiJson.Default.FeedList,
            async call => await listing.ListAsync(call.ChannelCaller, call.Ended));
        map.Add(
            new ApiOperation(HttpMethods.Post, "/feeds/{name}/updates", "publishUpdates", "Publishes new values of a feed, all of them or none; as lines, in batches while they come.", ApiScopes.Publish)
            {
                Body = typeof(FeedUpdates),
                BodyTypes = [ApiOperation.Json, ApiOperation.Lines],
            },
            ApiJson.Default.PublishUpdatesResult,
            PublishAsync);
    }

    private async ValueTask<Outcome<PublishUpdatesResult>> PublishAsync(ApiCall call)
    {
        if (call.Segment("name").IsRefused(out var refusal, out var feed))
            return refusal;
        if (ApiCall.IsLines(call.Context.Request.ContentType))
            return await new FeedUpdateStream(publishing, rates, feed).ReadAsync(call.Context);
        return (await call.BodyAsync(ApiJson.Default.FeedUpdates)).IsRefused(out refusal, out var body)
            ? refusal
            : rates.Take(call.Caller, body.Updates.Count) ?? await publishing.PublishFromServerAsync(feed, body.Updates, call.Ended);
    }
}
