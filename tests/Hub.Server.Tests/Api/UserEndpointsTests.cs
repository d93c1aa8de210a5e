using RealtimeHub.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>Connections and their ends over HTTP, on a real server.</summary>
public sealed class UserEndpointsTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Connections_OfAUser_ShowWhatTheyAreSubscribedTo()
    {
        await using var first = await server.ConnectAsync("carl");
        await using var second = await server.ConnectAsync("carl");
        await using var other = await server.ConnectAsync("dora");
        await first.SubscribeAsync("topic:c2").Within();
        await first.SubscribeAsync("topic:c1").Within();

        var answer = await server.GetAsync("/connections?user=carl");

        var connections = answer.Json.GetProperty("connections").EnumerateArray().ToDictionary(one => one.GetProperty("connectionId").GetString()!);
        Assert.Equal(new[] { first, second }.Select(client => client.Welcome!.ConnectionId).Order(StringComparer.Ordinal), connections.Keys);
        var own = connections[first.Welcome!.ConnectionId];
        Assert.Equal(("carl", "Name of carl", "json"), (own.GetProperty("userId").GetString(), own.GetProperty("name").GetString(), own.GetProperty("protocol").GetString()));
        Assert.Equal(["topic:c1", "topic:c2"], own.GetProperty("channels").EnumerateArray().Select(channel => channel.GetString()));
    }

    [Fact]
    public async Task Disconnect_WithoutABody_KicksAllOfTheUsersConnections()
    {
        await using var first = await server.ConnectAsync("emil");
        await using var second = await server.ConnectAsync("emil");
        await using var other = await server.ConnectAsync("fred");

        var answer = await server.SendAsync(HttpMethod.Post, "/users/emil/disconnect");

        Assert.Equal("""{"connections":2}""", answer.Text);
        foreach (var client in new[] { first, second })
        {
            await TestTimeout.Until(() => client.State == ConnectionState.Closed);
            Assert.Equal(ClosingCode.Kicked, Assert.IsType<HubClosedException>(client.LastError).Closing!.Code);
        }

        Assert.Equal(ConnectionState.Connected, other.State);
        Assert.Equal("""{"connections":0}""", (await server.SendAsync(HttpMethod.Post, "/users/nobody/disconnect")).Text);
    }

    [Fact]
    public async Task Disconnect_CodeAndMessage_AreWhatTheClientGets()
    {
        await using var client = await server.ConnectAsync("gina/1");

        var answer = await server.PostAsync("/users/gina%2F1/disconnect", """{"code":"banned","message":"until tomorrow","reconnect":"never"}""");

        Assert.Equal("""{"connections":1}""", answer.Text);
        await TestTimeout.Until(() => client.State == ConnectionState.Closed);
        Assert.Equal(new Closing(ClosingCode.Banned, "until tomorrow", ReconnectAdvice.Never), Assert.IsType<HubClosedException>(client.LastError).Closing);
    }

    [Theory]
    [InlineData("""{"code":"because"}""", "code")]
    [InlineData("""{"reconnect":"perhaps"}""", "reconnect")]
    [InlineData("""{"message":""}""", "message")]
    [InlineData("""{"message":"a\nb"}""", "message")]
    public async Task Disconnect_BadBody_NamesTheFieldAndEndsNothing(string body, string field)
    {
        await using var client = await server.ConnectAsync("hans");

        var answer = await server.PostAsync("/users/hans/disconnect", body);

        Assert.Equal((400, "bad_request", field), (answer.Status, answer.Code, answer.Member("field")));
        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task DisconnectOne_EndsThatConnectionAndNoOther()
    {
        await using var ended = await server.ConnectAsync("jane");
        await using var stays = await server.ConnectAsync("jane");

        var answer = await server.PostAsync($"/connections/{ended.Welcome!.ConnectionId}/disconnect", """{"code":"kicked","message":"the other one is enough"}""");

        Assert.Equal("""{"connections":1}""", answer.Text);
        await TestTimeout.Until(() => ended.State == ConnectionState.Closed);
        Assert.Equal("the other one is enough", Assert.IsType<HubClosedException>(ended.LastError).Closing!.Message);
        Assert.Equal(ConnectionState.Connected, stays.State);
        Assert.Equal("""{"connections":0}""", (await server.SendAsync(HttpMethod.Post, "/connections/none/disconnect")).Text);
    }

    [Fact]
    public async Task Unsubscribe_EndsTheSubscriptionAndLeavesTheConnection()
    {
        await using var client = await server.ConnectAsync("ida");
        var ended = await client.SubscribeAsync("topic:u1").Within();
        var kept = await client.SubscribeAsync("topic:u2").Within();

        var answer = await server.PostAsync("/users/ida/unsubscribe", """{"channel":"topic:u1","code":"moved","message":"see topic:u2"}""");

        Assert.Equal("""{"connections":1}""", answer.Text);
        await TestTimeout.Until(() => ended.State == SubscriptionState.Ended);
        Assert.Equal((SubscriptionState.Subscribed, ConnectionState.Connected), (kept.State, client.State));
        Assert.Equal("channel", (await server.PostAsync("/users/ida/unsubscribe", """{"channel":"x"}""")).Member("field"));
    }

    [Theory]
    [InlineData("GET", "/connections")]
    [InlineData("POST", "/users/a/disconnect")]
    [InlineData("POST", "/users/a/unsubscribe")]
    [InlineData("GET", "/rooms")]
    [InlineData("POST", "/rooms")]
    public async Task Call_KeysWithoutAdmin_AreRefused(string method, string path)
    {
        foreach (var key in new[] { ApiServer.Publish, ApiServer.Read })
        {
            var answer = await server.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null, key);
            Assert.Equal((403, "permission_denied", "admin"), (answer.Status, answer.Code, answer.Member("right")));
        }
    }
}
