using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Channels, and what they keep.</summary>
internal sealed class ChannelEndpoints(ChannelOverview channels, Reading reading, ChannelPresence presence, ApiOptions options) : IApiEndpoints
{
    private const string One = "/channels/{channel}";

    private static readonly ApiField Limit = new("limit", ApiFieldKind.Number, "The most entries; 100 when absent.");

    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/channels", "listChannels", "Lists the channels that connections of this node are subscribed to.", ApiScopes.Read)
            {
                Query =
                [
                    new ApiField("prefix", ApiFieldKind.Text, "Only channels whose names begin with this."),
                    new ApiField("after", ApiFieldKind.Text, "The page starts after this channel; the next of the page before."),
                    Limit,
                ],
            },
            ApiJson.Default.ChannelPage,
            ListAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, One, "readChannel", "Reads a channel's head and how many are subscribed.", ApiScopes.Read),
            ApiJson.Default.ChannelSummary,
            ReadAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, One + "/history", "readHistory", "Reads a page of a channel's history, in ascending order.", ApiScopes.Read)
            {
                Query =
                [
                    new ApiField("after", ApiFieldKind.Number, "The oldest publications after this offset."),
                    new ApiField("before", ApiFieldKind.Number, "The newest publications before this offset."),
                    Limit,
                ],
            },
            ApiJson.Default.HistoryPage,
            HistoryAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, One + "/state", "readState", "Reads a page of a channel's values, in the order of their keys (state mode).", ApiScopes.Read)
            {
                Query =
                [
                    new ApiField("afterKey", ApiFieldKind.Text, "The page starts after this key; the nextKey of the page before."),
                    new ApiField("prefix", ApiFieldKind.Text, "Only keys that begin with this."),
                    Limit,
                ],
            },
            ApiJson.Default.StatePage,
            StateAsync);
        map.Add(
            new ApiOperation(HttpMethods.Get, One + "/presence", "readPresence", "Reads who is subscribed to a channel.", ApiScopes.Read),
            ApiJson.Default.PresenceSnapshot,
            PresenceAsync);
    }

    private async ValueTask<Outcome<ChannelPage>> ListAsync(ApiCall call)
    {
        if (call.Text("prefix").IsRefused(out var refusal, out var prefix)
            || call.Text("after").IsRefused(out refusal, out var after)
            || call.PageSize(options.MaxPageEntries).IsRefused(out refusal, out var limit))
            return refusal;
        return await channels.ListAsync(prefix ?? "", after ?? "", limit, call.Ended);
    }

    private async ValueTask<Outcome<ChannelSummary>> ReadAsync(ApiCall call) =>
        call.Segment("channel").IsRefused(out var refusal, out var channel) ? refusal : await channels.ReadAsync(call.ChannelCaller, channel, call.Ended);

    private async ValueTask<Outcome<HistoryPage>> HistoryAsync(ApiCall call)
    {
        if (call.Segment("channel").IsRefused(out var refusal, out var channel)
            || call.Number("after").IsRefused(out refusal, out var after)
            || call.Number("before").IsRefused(out refusal, out var before)
            || call.Count("limit").IsRefused(out refusal, out var limit))
            return refusal;
        return await reading.HistoryAsync(call.ChannelCaller, new ReadHistoryRequest(channel, after, before, limit), call.Ended);
    }

    private async ValueTask<Outcome<StatePage>> StateAsync(ApiCall call)
    {
        if (call.Segment("channel").IsRefused(out var refusal, out var channel)
            || call.Text("afterKey").IsRefused(out refusal, out var afterKey)
            || call.Text("prefix").IsRefused(out refusal, out var prefix)
            || call.Count("limit").IsRefused(out refusal, out var limit))
            return refusal;
        return await reading.StateAsync(call.ChannelCaller, new ReadStateRequest(channel, afterKey, prefix, limit), call.Ended);
    }

    private async ValueTask<Outcome<PresenceSnapshot>> PresenceAsync(ApiCall call) =>
        call.Segment("channel").IsRefused(out var refusal, out var channel) ? refusal : await presence.ReadAsync(call.ChannelCaller, channel, call.Ended);
}
