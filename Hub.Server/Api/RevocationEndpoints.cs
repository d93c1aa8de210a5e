using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>Access taken away from a user or from one token, for administrators.</summary>
internal sealed class RevocationEndpoints(IRevocations revocations) : IApiEndpoints
{
    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Post, "/users/{id}/revoke", "revokeUser", "Takes access away from a user: connections end, and tokens issued until now are refused.", ApiScopes.Admin)
            {
                Body = typeof(RevokeRequest),
                BodyIsOptional = true,
            },
            call => RevokeAsync(call, revocations.RevokeUserAsync));
        map.Add(
            new ApiOperation(HttpMethods.Post, "/tokens/{id}/revoke", "revokeToken", "Refuses one token, named by its jti, and ends its connections.", ApiScopes.Admin)
            {
                Body = typeof(RevokeRequest),
                BodyIsOptional = true,
            },
            call => RevokeAsync(call, revocations.RevokeTokenAsync));
    }

    private static async ValueTask<Outcome<bool>> RevokeAsync(ApiCall call, Func<string, RevocationReason?, CancellationToken, ValueTask> revoke)
    {
        if (call.Segment("id").IsRefused(out var refusal, out var id))
            return refusal;
        if ((await call.OptionalBodyAsync(ApiJson.Default.RevokeRequest)).IsRefused(out refusal, out var request))
            return refusal;
        if (UserEndpoints.CheckMessage(request?.Message) is { } invalid)
            return invalid;
        if (request?.Code is { } unfit && !RevocationReason.Takes(unfit))
            return Refusal.BadRequest("code", "code must be kicked or banned: what is revoked does not come back");
        try
        {
            var reason = RevocationReason.Default;
            await revoke(id, new RevocationReason(request?.Code ?? reason.Code, request?.Message ?? reason.Message), call.Ended);
            return true;
        }
        catch (ArgumentException)
        {
            return Refusal.BadRequest("id", "id must have 1 to 128 bytes without control characters and white space");
        }
        catch (EngineUnavailableException)
        {
            return new Refusal(ErrorCode.Unavailable, "this node refuses it from now on, but could not write it down: repeat the call, or a restart forgets it");
        }
    }
}
