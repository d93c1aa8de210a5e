using NSubstitute;
using NSubstitute.ExceptionExtensions;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

public sealed class ConnectionLifecycleTests : HubTest
{
    private const string Feed = "user:grace";

    [Fact]
    public async Task Refresh_TokenWithoutAGrantThatASubscriptionNeeds_EndsItAndSaysSo()
    {
        var ada = await ConnectAsync("ada", grants: [new ChannelGrant(Feed, ChannelRights.Subscribe)]);
        await ada.Call(hub => hub.Subscribe(new() { Channel = Feed }));
        await ada.Call(hub => hub.Subscribe(new() { Channel = "topic:x" }));
        var expires = Time.GetUtcNow() + TimeSpan.FromHours(2);
        Tokens.ReadAsync("new").Returns(new CallerToken("ada", "Ada", [], expires));

        var result = await ada.Call(hub => hub.RefreshToken(new RefreshTokenRequest("new")));

        Assert.Equal(expires.ToUnixTimeMilliseconds(), result.ExpiresTime);
        Assert.Equal([Feed], result.Lost.Select(channel => channel.Value));
        await ada.Client.Received(1).Unsubscribed(Arg.Is<Unsubscribed>(one => one.Channel.Value == Feed && one.Code == "permission_denied" && one.Resubscribe == false));
        Assert.Equal(["topic:x"], ChannelHub.ConnectionOf(ada.Context)!.Subscriptions.Keys.Select(channel => channel.Value));
        Tokens.Received(1).Extend(Arg.Any<Microsoft.AspNetCore.Http.HttpContext?>(), Arg.Is<CallerToken>(token => token.Expires == expires));
    }

    [Fact]
    public async Task Refresh_AnotherUsersTokenOrNone_IsRefusedAndChangesNothing()
    {
        var ada = await ConnectAsync("ada");
        Tokens.ReadAsync("grace").Returns(new CallerToken("grace", null, [], Time.GetUtcNow() + TimeSpan.FromHours(1)));

        Assert.StartsWith("unauthorized: the token is another user's", await ada.Refused(hub => hub.RefreshToken(new RefreshTokenRequest("grace"))), StringComparison.Ordinal);
        Assert.Equal("unauthorized: invalid token", await ada.Refused(hub => hub.RefreshToken(new RefreshTokenRequest("nonsense"))));
        Assert.Equal("ada", ChannelHub.ConnectionOf(ada.Context)!.Caller.UserId);
    }

    [Fact]
    public async Task End_Connection_LeavesNothing()
    {
        var ada = await ConnectAsync("ada");
        await ada.Call(hub => hub.Subscribe(new() { Channel = "topic:x" }));

        await ada.Call(hub => hub.OnDisconnectedAsync(null));

        Assert.Equal((0L, 0L, 0, 0), (Get<ServerCounters>().Connections, Get<ServerCounters>().Subscriptions, Get<ConnectionCounts>().Node, Get<TokenExpiryMonitor>().Count));
        Assert.Empty(Get<UserConnections>().Of("ada"));
    }

    [Fact]
    public async Task Admit_WelcomeThatCannotBeWritten_GivesTheCountBack()
    {
        Tokens.Of(Arg.Any<Microsoft.AspNetCore.Http.HttpContext?>()).Returns(new CallerToken("ada", null, [], Time.GetUtcNow() + TimeSpan.FromHours(1)));
        var client = Substitute.For<IChannelClient>();
        client.Welcome(Arg.Any<Welcome>()).ThrowsAsync(new IOException("gone"));
        var caller = new HubCaller(Get<IServiceProvider>(), "c1");
        Connections.Add(caller.Connection, Connections.Groups);

        await Assert.ThrowsAsync<IOException>(() => Get<ConnectionLifecycle>().AdmitAsync(caller.Context, client)).Within();

        Assert.Equal((0, 0), (Get<ConnectionCounts>().Node, Get<TokenExpiryMonitor>().Count));
    }
}
