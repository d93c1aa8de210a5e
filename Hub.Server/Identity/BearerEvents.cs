using Microsoft.AspNetCore.Authentication.JwtBearer;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity;

/// <summary>What the framework's bearer handler does our way: where tokens come from, a refreshed connection's old token, and the answer to a refused one.</summary>
internal sealed class BearerEvents(ConnectionOwners owners, TimeProvider time, ServerCounters? counters = null) : JwtBearerEvents
{
    public override Task MessageReceived(MessageReceivedContext context)
    {
        var sent = SentToken.Of(context.Request);
        switch (sent.Kind)
        {
            case SentTokenKind.None:
                context.NoResult();
                break;
            case SentTokenKind.Unclear:
                context.Fail("sent more than once");
                break;
            case SentTokenKind.One when sent.Token!.Length == 0:
                context.Fail("empty");
                break;
            default:
                context.Token = sent.Token;
                break;
        }

        return Task.CompletedTask;
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        counters?.TokenChecked(valid: true);
        ((ReadToken)context.SecurityToken).Claims.AttachTo(context.HttpContext);
        return Task.CompletedTask;
    }

    // Clients on event streams and long polling send the token that they began with, also after RefreshToken; and one that was not polling when its access was
    // revoked has yet to learn of it.
    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        if (ContinuingOf(context) is { } claims)
        {
            counters?.TokenChecked(valid: true);
            claims.AttachTo(context.HttpContext);
            context.Principal = new(claims.ToIdentity());
            context.Success();
        }
        else
        {
            counters?.TokenChecked(valid: false);
        }

        return Task.CompletedTask;
    }

    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        return TokenGate.RefuseAsync(context.HttpContext, sent: SentToken.Of(context.Request).Kind != SentTokenKind.None);
    }

    private TokenClaims? ContinuingOf(AuthenticationFailedContext context) => context.Exception switch
    {
        RefusedTokenException { Expired: { } claims } when IsRefreshed(context.Request, claims) => claims,
        RefusedTokenException { Revoked: { } claims } when owners.IsLastPoll(context.HttpContext, claims.UserId) => claims,
        _ => null,
    };

    private bool IsRefreshed(HttpRequest request, TokenClaims claims) =>
        HubPaths.IsHub(request.HttpContext) && !HubPaths.IsRefresh(request.HttpContext) && owners.IsRefreshed(ConnectionOwners.TokenOf(request), claims.UserId, time.GetUtcNow());
}
