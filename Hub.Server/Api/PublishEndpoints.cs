using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Publishing and signalling.</summary>
internal sealed class PublishEndpoints(Publishing publishing, SeveralPublishes several, ApiOptions options) : IApiEndpoints
{
    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Post, "/publish", "publish", "Publishes one value to a channel.", ApiScopes.Publish) { Body = typeof(PublishRequest) },
            ApiJson.Default.PublishResult,
            PublishAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, "/broadcast", "broadcast", "Publishes one value to several channels.", ApiScopes.Publish) { Body = typeof(BroadcastRequest) },
            ApiJson.Default.PublishResults,
            BroadcastAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, "/batch", "batch", "Publishes several values.", ApiScopes.Publish) { Body = typeof(BatchRequest) },
            ApiJson.Default.PublishResults,
            BatchAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, "/signal", "signal", "Sends a message that is not stored to the subscribers of the moment.", ApiScopes.Publish) { Body = typeof(SignalRequest) },
            SignalAsync);
    }

    private async ValueTask<Outcome<PublishResult>> PublishAsync(ApiCall call) =>
        (await call.BodyAsync(ApiJson.Default.PublishRequest)).IsRefused(out var refusal, out var request)
            ? refusal
            : await publishing.PublishAsync(call.ChannelCaller, request, call.Ended);

    private async ValueTask<Outcome<PublishResults>> BroadcastAsync(ApiCall call)
    {
        if ((await call.BodyAsync(ApiJson.Default.BroadcastRequest)).IsRefused(out var refusal, out var request))
            return refusal;
        if (Bound("channels", request.Channels.Count, options.MaxBroadcastChannels) is { } tooMany)
            return tooMany;
        return await several.PublishAsync(call.ChannelCaller, [.. request.Channels.Select(channel => channel is null ? null : request.To(channel))], "channels", call.Ended);
    }

    private async ValueTask<Outcome<PublishResults>> BatchAsync(ApiCall call)
    {
        if ((await call.BodyAsync(ApiJson.Default.BatchRequest)).IsRefused(out var refusal, out var request))
            return refusal;
        if (Bound("publications", request.Publications.Count, options.MaxBatchPublications) is { } tooMany)
            return tooMany;
        return await several.PublishAsync(call.ChannelCaller, request.Publications, "publications", call.Ended);
    }

    private async ValueTask<Outcome<bool>> SignalAsync(ApiCall call) =>
        (await call.BodyAsync(ApiJson.Default.SignalRequest)).IsRefused(out var refusal, out var request)
            ? refusal
            : await publishing.SignalAsync(call.ChannelCaller, request, call.Ended);

    private static Refusal? Bound(string field, int count, int limit) => count <= limit
        ? null
        : new Refusal(ErrorCode.LimitExceeded, $"{field} has {count} entries; the limit is {limit}", new RefusalDetails { Field = field, Limit = limit, Actual = count });
}
