using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Api;

/// <summary>Why a user did not receive a publication.</summary>
internal sealed class TraceEndpoints(DeliveryTrace trace) : IApiEndpoints
{
    public void Map(ApiMap map) => map.Add(
        new ApiOperation(HttpMethods.Get, "/trace", "traceDelivery", "Says what became of a publication at each connection, and what was refused lately on its channel.", ApiScopes.Admin)
        {
            Query =
            [
                new ApiField("channel", ApiFieldKind.Text, "The channel; required."),
                new ApiField("offset", ApiFieldKind.Number, "The publication; without it the answer has the channel's refusals only."),
                new ApiField("user", ApiFieldKind.Text, "Only the connections and calls of this user."),
            ],
        },
        ApiJson.Default.TraceAnswer,
        ReadAsync);

    private async ValueTask<Outcome<TraceAnswer>> ReadAsync(ApiCall call)
    {
        if (call.Text("channel").IsRefused(out var refusal, out var channel) || call.Number("offset").IsRefused(out refusal, out var offset) || call.Text("user").IsRefused(out refusal, out var user))
            return refusal;
        return await trace.ReadAsync(call.ChannelCaller, channel ?? "", offset, string.IsNullOrEmpty(user) ? null : user, call.Ended);
    }
}
