using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// <c>POST {hub}/refresh</c>: SignalR 11's own authentication refresh. The connection token is in the header that its client sends, or in the query as
/// <c>id</c>. Fresh credentials replace a connection's user and its expiry
/// without a reconnect, and every subscription is authorized again.
/// </summary>
internal sealed class RefreshEndpoint(
    ConnectionOwners owners, UserConnections users, OwnHubConnections ownHubs, ConnectionLifecycle lifecycle, ICallerEdges edges, ICallerTokens tokens, IRevokedTokens revoked, TimeProvider time)
{
    /// <summary>Where SignalR 11's client puts the connection token: a query is logged in more places than a header.</summary>
    public const string TokenHeader = "X-SignalR-Connection-Token";

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var id = IdIn(context.Request);
        if (id.Length == 0)
            await Problem.WriteAsync(context, ErrorCode.BadRequest, $"the connection token from the negotiation is missing; send it as {TokenHeader}, or as id in the query", new RefusalDetails { Field = "id", Reason = "missing" });
        else if (tokens.Of(context) is not { } token || TokenClaims.Of(context) is not { } claims)
            await Problem.WriteAsync(context, ErrorCode.Unauthorized, "a token is required", new RefusalDetails { Reason = "no_token" });
        else if (owners.Find(id) is not { } connection)
            await Problem.WriteAsync(context, ErrorCode.NotFound, "there is no such connection");
        else if (!owners.Has(id, token.UserId))
            await Problem.WriteAsync(context, ErrorCode.PermissionDenied, "the token is another user's; open a new connection for it", new RefusalDetails { Reason = "other_user" });
        else if (users.Find(token.UserId, connection.Id) is { } own && !own.Limits.TryTake(LimitedAct.Call, out var retryAfter))
            await Problem.WriteAsync(context, ErrorCode.RateLimited, $"too many calls; {ConnectionLimits.RetryText(retryAfter)}", new RefusalDetails { RetryAfterMs = ConnectionLimits.RetryAfterMs(retryAfter) });
        else
            await AnswerAsync(context, connection, token, claims, await RefreshAsync(context, id, connection, token));
    }

    private static string IdIn(HttpRequest request) =>
        ConnectionOwners.TokenOf(request) is { Length: > 0 } id ? id : request.Headers[TokenHeader].ToString();

    private async ValueTask<IReadOnlyList<ChannelName>> RefreshAsync(HttpContext context, string id, OwnedConnection connection, CallerToken token)
    {
        connection.User.Replace(context.User);
        owners.Extend(id, token);
        ownHubs.Continue(connection.Id, token);
        if (users.Find(token.UserId, connection.Id) is not { } own)
            return [];
        return (await lifecycle.ContinueAsync(own, edges.Of(own.Id), token, context.RequestAborted)).Lost;
    }

    private Task AnswerAsync(HttpContext context, OwnedConnection connection, CallerToken token, TokenClaims claims, IReadOnlyList<ChannelName> lost)
    {
        // A revoke may have come in between: then this refresh has not taken place.
        if (revoked.Has(token))
            return Problem.WriteAsync(context, ErrorCode.Unauthorized, "invalid token", new RefusalDetails { Reason = "invalid_token" });
        var answer = new RefreshAnswer(connection.Id, NegotiatedLifetime.SecondsLeft(claims, time), [.. lost.Select(channel => channel.Value)]);
        return context.Response.WriteAsJsonAsync(answer, RefreshJson.Default.RefreshAnswer, cancellationToken: context.RequestAborted);
    }
}

/// <summary>What a refresh leads to; the first two names are SignalR's.</summary>
/// <param name="ConnectionId">The connection's public id.</param>
/// <param name="TokenLifetimeSeconds">How long the new credentials are valid.</param>
/// <param name="Lost">The channels whose subscriptions ended because the new credentials don't allow them.</param>
internal sealed record RefreshAnswer(string ConnectionId, long? TokenLifetimeSeconds, IReadOnlyList<string> Lost);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RefreshAnswer))]
internal sealed partial class RefreshJson : JsonSerializerContext;
