using RealtimeHub.Server.Api.Contracts;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api;

/// <summary>The connections of users, and their ends.</summary>
internal sealed class UserEndpoints(
    ConnectionOverview connections, IDisconnections disconnections, IModuleSubscriptions subscriptions, Namespaces namespaces, ApiOptions options) : IApiEndpoints
{
    private const int MaxMessageCharacters = 200;
    private const int MaxCodeCharacters = 64;
    private const string Message = "an operator has ended this";

    public void Map(ApiMap map)
    {
        map.Add(
            new ApiOperation(HttpMethods.Get, "/connections", "listConnections", "Lists connections of this node.", ApiScopes.Admin)
            {
                Query =
                [
                    new ApiField("user", ApiFieldKind.Text, "Only this user's."),
                    new ApiField("after", ApiFieldKind.Text, "The page starts after this connection; the next of the page before."),
                    new ApiField("limit", ApiFieldKind.Number, "The most connections; 100 when absent."),
                ],
            },
            ApiJson.Default.ConnectionPage,
            ListAsync);
        map.Add(
            new ApiOperation(HttpMethods.Post, "/users/{id}/disconnect", "disconnectUser", "Ends a user's connections, on every node.", ApiScopes.Admin)
            {
                Body = typeof(DisconnectRequest),
                BodyIsOptional = true,
            },
            ApiJson.Default.ReachedConnections,
            call => EndAsync(call, disconnections.DisconnectUserAsync));
        map.Add(
            new ApiOperation(HttpMethods.Post, "/connections/{id}/disconnect", "disconnect", "Ends one connection, whichever node it is on.", ApiScopes.Admin)
            {
                Body = typeof(DisconnectRequest),
                BodyIsOptional = true,
            },
            ApiJson.Default.ReachedConnections,
            call => EndAsync(call, disconnections.DisconnectAsync));
        map.Add(
            new ApiOperation(HttpMethods.Post, "/users/{id}/unsubscribe", "unsubscribeUser", "Ends a user's subscriptions to a channel; the connections stay.", ApiScopes.Admin)
            {
                Body = typeof(UnsubscribeUserRequest),
            },
            ApiJson.Default.ReachedConnections,
            UnsubscribeAsync);
    }

    private ValueTask<Outcome<ConnectionPage>> ListAsync(ApiCall call)
    {
        if (call.Text("user").IsRefused(out var refusal, out var user)
            || call.Text("after").IsRefused(out refusal, out var after)
            || call.PageSize(options.MaxPageEntries).IsRefused(out refusal, out var limit))
            return new(refusal);
        return new(connections.List(user, after ?? "", limit));
    }

    private static async ValueTask<Outcome<ReachedConnections>> EndAsync(ApiCall call, Func<string, Closing, ValueTask<int>> end)
    {
        if (call.Segment("id").IsRefused(out var refusal, out var id))
            return refusal;
        if ((await call.OptionalBodyAsync(ApiJson.Default.DisconnectRequest)).IsRefused(out refusal, out var request))
            return refusal;
        if (CheckMessage(request?.Message) is { } invalid)
            return invalid;
        var code = request?.Code ?? ClosingCode.Kicked;
        return new ReachedConnections(await end(id, new Closing(code, request?.Message ?? Message, request?.Reconnect ?? code.Advice())));
    }

    private async ValueTask<Outcome<ReachedConnections>> UnsubscribeAsync(ApiCall call)
    {
        if (call.Segment("id").IsRefused(out var refusal, out var userId))
            return refusal;
        if ((await call.BodyAsync(ApiJson.Default.UnsubscribeUserRequest)).IsRefused(out refusal, out var request))
            return refusal;
        if (namespaces.Parse(request.Channel).IsRefused(out refusal, out var channel))
            return refusal;
        if ((CheckMessage(request.Message) ?? CheckCode(request.Code)) is { } invalid)
            return invalid;
        var reached = connections.Subscribed(userId, channel);
        await subscriptions.EndAsync(channel, userId, request.Code ?? "kicked", request.Message ?? Message);
        return new ReachedConnections(reached);
    }

    /// <summary>Refuses a message that can't be shown to people.</summary>
    public static Refusal? CheckMessage(string? message) => message is null || (message.Length is >= 1 and <= MaxMessageCharacters && !message.Any(char.IsControl))
        ? null
        : Refusal.BadRequest("message", $"message takes 1 to {MaxMessageCharacters} characters, none of them control characters", MaxMessageCharacters, message.Length);

    private static Refusal? CheckCode(string? code) => code is null || (code.Length is >= 1 and <= MaxCodeCharacters && code.All(c => char.IsAsciiLetterLower(c) || c == '_'))
        ? null
        : Refusal.BadRequest("code", $"code takes 1 to {MaxCodeCharacters} characters a-z and _");
}
