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
            new ApiOperation(HttpMethods.Post, "/users/{id}/revoke", "revokeUser", "Takes access away from a user: connections end, and tokens issued until now are refused.", ApiScopes.Admin),
            call => RevokeAsync(call, revocations.RevokeUserAsync));
        map.Add(
            new ApiOperation(HttpMethods.Post, "/tokens/{id}/revoke", "revokeToken", "Refuses one token, named by its jti, and ends its connections.", ApiScopes.Admin),
            call => RevokeAsync(call, revocations.RevokeTokenAsync));
    }

    private static async ValueTask<Outcome<bool>> RevokeAsync(ApiCall call, Func<string, CancellationToken, ValueTask> revoke)
    {
        if (call.Segment("id").IsRefused(out var refusal, out var id))
            return refusal;
        try
        {
            await revoke(id, call.Ended);
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
