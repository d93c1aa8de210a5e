using Microsoft.AspNetCore.SignalR;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

public sealed class ChannelHubTests : HubTest
{
    private const string Topic = "topic:x";
    private static readonly Payload One = Payload.FromJson("1");

    [Fact]
    public async Task OnConnected_User_IsWelcomedWithWhatTheTokenSays()
    {
        var caller = await ConnectAsync("ada");

        await caller.Client.Received(1).Welcome(Arg.Is<Welcome>(welcome =>
            welcome.ConnectionId == caller.Id && welcome.UserId == "ada" && welcome.ServerTime == Time.GetUtcNow().ToUnixTimeMilliseconds()
            && welcome.TokenExpiresTime == Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()
            && welcome.Limits == new WelcomeLimits(65_536, 500, 1_000) && welcome.Node.Length > 0));
        Assert.Single(caller.Client.ReceivedCalls());
        Assert.Equal(1, Get<ConnectionCounts>().Node);
    }

    [Fact]
    public async Task OnConnected_BeyondTheUsersLimit_IsClosedWithoutWelcome()
    {
        var limit = Get<LimitOptions>().ConnectionsPerUser;
        for (var n = 0; n < limit; n++)
            await ConnectAsync("ada");
        var caller = await ConnectAsync("ada");

        // Right behind the handshake old clients would miss it.
        Assert.Empty(caller.Connection.Written());
        Time.Advance(TimeSpan.FromSeconds(1));
        var written = new List<object>();
        await TestTimeout.Until(
            () =>
            {
                written.AddRange(caller.Connection.Written());
                return written.Count > 0;
            },
            what: "the refusal");
        await caller.Client.DidNotReceive().Welcome(Arg.Any<Welcome>());
        var closing = Assert.IsType<Closing>(written[0]);
        Assert.Equal((ClosingCode.ConnectionLimit, ReconnectAdvice.Backoff), (closing.Code, closing.Reconnect));
        Assert.StartsWith("limit_exceeded: ", await caller.Refused(hub => hub.ReadHistory(new(Topic))), StringComparison.Ordinal);
        Assert.Equal(limit, Get<ConnectionCounts>().Node);
        await ConnectAsync("bob");
    }

    [Fact]
    public async Task Subscribe_Since_ReplaysThroughTheCallerAndJoinsTheGroup()
    {
        var writer = await ConnectAsync("ada");
        for (var n = 0; n < 3; n++)
            await writer.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));
        var reader = await ConnectAsync();
        var result = await reader.Call(hub => hub.Subscribe(new() { Channel = Topic, Since = Position.None }));
        await writer.Call(hub => hub.Publish(new() { Channel = Topic, Type = "live", Data = One }));

        Assert.True(result.Recovered);
        Assert.Equal([1, 2, 3], reader.Replayed.Select(one => one.Offset));
        Assert.Equal(new Publisher("ada", "ada's name", writer.Id), reader.Replayed[0].Publisher);
        await reader.Groups.Received(1).AddToGroupAsync(reader.Id, Topic, Arg.Any<CancellationToken>());

        // Live ones leave by the outbox, not through the mock.
        var live = Assert.IsType<Publication>(Assert.Single(reader.Connection.Written()));
        Assert.Equal((4, "live"), (live.Offset, live.Type));
        Assert.Empty(writer.Connection.Written());
    }

    [Fact]
    public async Task Unsubscribe_Subscribed_LeavesGroupPresenceAndEngine()
    {
        var caller = await ConnectAsync("ada");
        await caller.Call(hub => hub.Subscribe(new() { Channel = Topic, Presence = true }));
        await caller.Groups.Received(1).AddToGroupAsync(caller.Id, "presence " + Topic, Arg.Any<CancellationToken>());
        Assert.Equal(1, (await caller.Call(hub => hub.ReadPresence(new(Topic)))).Users);

        await caller.Call(hub => hub.Unsubscribe(new(Topic)));
        await caller.Call(hub => hub.Unsubscribe(new(Topic)));
        await caller.Groups.Received(1).RemoveFromGroupAsync(caller.Id, Topic, Arg.Any<CancellationToken>());
        Assert.Equal(0, (await caller.Call(hub => hub.ReadPresence(new(Topic)))).Users);
        Assert.Equal((0, 0L), (Get<LiveChannels>().Count, Get<ServerCounters>().Subscriptions));
        Assert.StartsWith("bad_request: channel", await caller.Refused(hub => hub.Unsubscribe(new("nonsense"))), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Safety", "L15")]
    public async Task Subscribe_MoreThanTheLimit_IsRefusedAndTheRestGoOn()
    {
        var caller = await ConnectAsync();
        for (var n = 0; n < 500; n++)
            await caller.Call(hub => hub.Subscribe(new() { Channel = $"topic:{n}" }));
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(
            "limit_exceeded: this connection has 500 subscriptions; the limit is 500",
            await caller.Refused(hub => hub.Subscribe(new() { Channel = "topic:500" })));
        await caller.Call(hub => hub.Subscribe(new() { Channel = "topic:7" }));
    }

    [Fact]
    public async Task SubscribeMany_Mixed_AnswersEachInOrder()
    {
        var caller = await ConnectAsync();
        var result = await caller.Call(hub => hub.SubscribeMany(new([
            new() { Channel = Topic },
            new() { Channel = "chat:secret" },
            null!,
            new() { Channel = "map:m", Since = new("e", -1) },
            new() { Channel = "map:m" },
        ])));

        Assert.Equal(
            ["topic:x", "PermissionDenied", "BadRequest", "BadRequest", "map:m"],
            result.Results.Select(one => one.Subscription?.Channel.Value ?? one.Error!.Code.ToString()));
        Assert.StartsWith("bad_request: subscriptions has 201", await caller.Refused(hub => hub.SubscribeMany(new([.. Enumerable.Repeat(new SubscribeRequest { Channel = Topic }, 201)]))), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Safety", "L16")]
    public async Task Publish_TooManyAtOnce_IsRateLimitedAndSaysWhenToRetry()
    {
        var caller = await ConnectAsync();
        for (var n = 0; n < 100; n++)
            await caller.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));

        Assert.Equal("rate_limited: too many publishes; retry after 20 ms", await caller.Refused(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One })));
        Time.Advance(TimeSpan.FromMilliseconds(20));
        await caller.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));
    }

    [Fact]
    [Trait("Safety", "L17")]
    public async Task Publish_TooManyNewChannels_StaysRefusedUntilItsTime()
    {
        var caller = await ConnectAsync();
        for (var n = 0; n < 20; n++)
            await caller.Call(hub => hub.Publish(new() { Channel = $"topic:new{n}", Type = "t", Data = One }));

        Task Next(ChannelHub hub) => hub.Publish(new() { Channel = "topic:one-more", Type = "t", Data = One });
        Assert.StartsWith("rate_limited: too many new channels", await caller.Refused(Next), StringComparison.Ordinal);
        Assert.StartsWith("rate_limited: too many new channels", await caller.Refused(Next), StringComparison.Ordinal);
        Time.Advance(TimeSpan.FromMilliseconds(50));
        await caller.Call(Next);
    }

    [Fact]
    public async Task MarkRead_WithoutUser_IsUnauthorized()
    {
        var caller = await ConnectAsync();
        Assert.Equal("unauthorized: MarkRead takes a signed-in user; connect with a token", await caller.Refused(hub => hub.MarkRead(new(Topic, 1))));
        Assert.StartsWith("unauthorized: ReadCursors", await caller.Refused(hub => hub.ReadCursors(new())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MarkRead_User_MovesForwardAndAllDevicesSeeIt()
    {
        var (one, two) = (await ConnectAsync("ada"), await ConnectAsync("ada"));
        for (var n = 0; n < 5; n++)
            await one.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));
        await two.Call(hub => hub.Subscribe(new() { Channel = "sys:cursors/ada" }));

        Assert.Equal(new MarkReadResult(3, 2), await one.Call(hub => hub.MarkRead(new(Topic, 3))));
        Assert.Equal(new MarkReadResult(3, 2), await two.Call(hub => hub.MarkRead(new(Topic, 1))));
        Time.Advance(TimeSpan.FromSeconds(1));
        var told = Assert.IsType<Publication>(Assert.Single(two.Connection.Written()));
        Assert.Equal((Topic, """{"offset":3}"""), (told.Key, System.Text.Encoding.UTF8.GetString(told.Data.Bytes.Span)));
        Assert.Equal("permission_denied: you may not subscribe to sys:cursors/ada", await (await ConnectAsync("bob")).Refused(hub => hub.Subscribe(new() { Channel = "sys:cursors/ada" })));
    }

    [Fact]
    public async Task MarkRead_ChannelWithoutPublications_IsNotKept()
    {
        var caller = await ConnectAsync("ada");
        for (var n = 0; n < 20; n++)
            Assert.Equal(new MarkReadResult(0, 0), await caller.Call(hub => hub.MarkRead(new($"topic:made-up-{n}", 7))));

        Assert.Empty((await caller.Call(hub => hub.ReadCursors(new()))).Cursors);
    }

    [Fact]
    public async Task RefreshToken_WithFewerGrants_EndsWhatIsNoLongerAllowed()
    {
        var caller = await ConnectAsync("ada", grants: [new("user:*", ChannelRights.Subscribe)]);
        await caller.Call(hub => hub.Subscribe(new() { Channel = "user:bob" }));
        await caller.Call(hub => hub.Subscribe(new() { Channel = Topic }));
        var expires = Time.GetUtcNow().AddHours(2);
        Tokens.ReadAsync("less").Returns(new CallerToken("ada", "Ada", [], expires));
        Tokens.ReadAsync("other").Returns(new CallerToken("bob", "Bob", [], expires));

        Assert.StartsWith("unauthorized: ", await caller.Refused(hub => hub.RefreshToken(new("none"))), StringComparison.Ordinal);
        Assert.StartsWith("unauthorized: ", await caller.Refused(hub => hub.RefreshToken(new("other"))), StringComparison.Ordinal);
        var result = await caller.Call(hub => hub.RefreshToken(new("less")));

        Assert.Equal(expires.ToUnixTimeMilliseconds(), result.ExpiresTime);
        Assert.Equal(["user:bob"], result.Lost.Select(channel => channel.Value));
        await caller.Client.Received(1).Unsubscribed(Arg.Is<Unsubscribed>(ended => ended.Channel.Value == "user:bob" && ended.Code == "permission_denied" && !ended.Resubscribe));
        Assert.Equal(1, Get<ServerCounters>().Subscriptions);
    }

    [Fact]
    public async Task UpdatePresence_Subscribed_IsSeenByWatchers()
    {
        var caller = await ConnectAsync("ada");
        await caller.Call(hub => hub.Subscribe(new() { Channel = Topic }));
        await caller.Call(hub => hub.UpdatePresence(new() { Channel = Topic, Data = One }));

        var member = Assert.Single((await caller.Call(hub => hub.ReadPresence(new(Topic)))).Members);
        Assert.Equal(("ada", One), (member.UserId, member.Connections[0].Data!.Value));
        Assert.StartsWith("rate_limited: ", await caller.Refused(hub => hub.UpdatePresence(new() { Channel = Topic, Data = One })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnDisconnected_WithSubscriptions_LeavesNothing()
    {
        var caller = await ConnectAsync("ada");
        foreach (var channel in new[] { Topic, "map:m", "signal:s" })
            await caller.Call(hub => hub.Subscribe(new() { Channel = channel, Presence = true }));
        await caller.AbortAsync();
        await caller.Call(hub => hub.OnDisconnectedAsync(null));
        await Get<HubLifetimeManager<ChannelHub>>().OnDisconnectedAsync(caller.Connection);

        Assert.Equal((0, 0, 0), (Get<LiveChannels>().Count, Get<ConnectionCounts>().Node, Connections.Count));
        Assert.Equal((0L, 0L), (Get<ServerCounters>().Subscriptions, Get<ServerCounters>().Connections));
        Assert.Equal((0, 0), (Get<TokenExpiryMonitor>().Count, Connections.Groups.Count));
        Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, Get<PresenceRegistry>().Channels);
    }
}
