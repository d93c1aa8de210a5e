using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>B7: after a revoke has returned nothing published later reaches the revoked.</summary>
public sealed class RevocationsTests : HubTest
{
    private static readonly ChannelName Topic = ChannelName.Parse("topic:x");
    private static readonly ChannelName Map = ChannelName.Parse("map:x");

    private IChannels Channels => Get<IChannels>();

    [Fact]
    public async Task RevokeUser_Subscribed_GetsTheReasonAndNothingPublishedLater()
    {
        var ada = await ConnectAsync("ada");
        var bob = await ConnectAsync("bob");
        foreach (var caller in new[] { ada, bob })
            await caller.Call(hub => hub.Subscribe(new() { Channel = "topic:x" }));

        await Get<IRevocations>().RevokeUserAsync("ada").AsTask().Within();
        await Channels.PublishAsync(Topic, "later", Payload.FromJson("1"));

        Assert.DoesNotContain(ada.Connection.Written(), one => one is Publication);
        Assert.Single(bob.Connection.Written(), one => one is Publication);
    }

    [Fact]
    public async Task RevokeUser_ItsConnection_IsClosedForGood()
    {
        var ada = await ConnectAsync("ada");

        await Get<IRevocations>().RevokeUserAsync("ada").AsTask().Within();

        var closing = Assert.IsType<Closing>(ada.Connection.Written()[0]);
        Assert.Equal((ClosingCode.Kicked, ReconnectAdvice.Never), (closing.Code, closing.Reconnect));
        Assert.True(ChannelHub.ConnectionOf(ada.Context)!.IsRevoked);
    }

    [Theory]
    [InlineData("topic:x")]
    [InlineData("map:x")]
    public async Task RevokeUser_InTheMiddleOfAReplay_EndsItThere(string channel)
    {
        var name = ChannelName.Parse(channel);
        for (var i = 1; i <= 300; i++)
            await Channels.PublishAsync(name, "early", Payload.FromJson("1"), name == Map ? $"k{i}" : null);
        var ada = await ConnectAsync("ada");
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var replayed = 0;
        ada.Client.Publication(Arg.Any<Publication>()).Returns(_ =>
        {
            reached.TrySetResult();
            return Interlocked.Increment(ref replayed) == 1 ? goOn.Task : Task.CompletedTask;
        });
        var subscribing = ada.RefusalOf(hub => hub.Subscribe(new() { Channel = channel, Last = name == Topic ? 300 : null }));
        await reached.Task.Within();

        await Get<IRevocations>().RevokeUserAsync("ada").AsTask().Within();
        await Channels.PublishAsync(name, "later", Payload.FromJson("1"), name == Map ? "later" : null);
        goOn.SetResult();

        Assert.Equal(ErrorCode.PermissionDenied, (await subscribing.Within()).Code);
        Assert.Equal(1, replayed);
        Assert.DoesNotContain(ada.Connection.Written(), one => one is Publication);
    }

    [Fact]
    public async Task RevokeToken_OneOfAUsersTokens_LeavesTheOthers()
    {
        var stolen = await ConnectAsync("ada", tokenId: "stolen");
        var own = await ConnectAsync("ada", tokenId: "own");

        await Get<IRevocations>().RevokeTokenAsync("stolen").AsTask().Within();

        Assert.True(ChannelHub.ConnectionOf(stolen.Context)!.IsRevoked);
        Assert.False(ChannelHub.ConnectionOf(own.Context)!.IsRevoked);
    }

    [Fact]
    public async Task Admit_TokenRevokedMeanwhile_IsEndedAtOnce()
    {
        Get<IRevokedTokens>().AddToken("stolen", Time.GetUtcNow());

        var ada = await ConnectAsync("ada", tokenId: "stolen");

        Assert.True(ChannelHub.ConnectionOf(ada.Context)!.IsRevoked);
    }

    [Fact]
    public async Task Refresh_WithARevokedToken_EndsTheConnection()
    {
        var ada = await ConnectAsync("ada", tokenId: "own");
        Get<IRevokedTokens>().AddToken("stolen", Time.GetUtcNow());
        var connection = ChannelHub.ConnectionOf(ada.Context)!;
        var token = new CallerToken("ada", null, [], Time.GetUtcNow().AddHours(1)) { TokenId = "stolen", IssuedAfter = Time.GetUtcNow() };

        await Get<ConnectionLifecycle>().ContinueAsync(connection, new CallerEdge(ada.Client, ada.Groups), token, default).AsTask().Within();

        Assert.True(connection.IsRevoked);
    }

    [Fact]
    public async Task Store_AfterARestart_KnowsWhatIsNotOverYet()
    {
        await Get<IRevocations>().RevokeUserAsync("ada").AsTask().Within();
        await Get<IRevocations>().RevokeTokenAsync("stolen").AsTask().Within();
        var before = new CallerToken("ada", null, [], Time.GetUtcNow().AddHours(1)) { IssuedAfter = Time.GetUtcNow().AddMinutes(-1) };
        var stolen = new CallerToken("bob", null, [], Time.GetUtcNow().AddHours(1)) { IssuedAfter = Time.GetUtcNow(), TokenId = "stolen" };

        var restarted = new RevokedTokens(Time);
        using (var store = StoreOf(restarted))
            await store.StartAsync(default).Within();
        Assert.True(restarted.Has(before));
        Assert.True(restarted.Has(stolen));

        Time.Advance(restarted.Lifetime + TimeSpan.FromSeconds(1));
        var later = new RevokedTokens(Time);
        using (var store = StoreOf(later))
            await store.StartAsync(default).Within();
        Assert.False(later.Has(before));
        Assert.False(later.Has(stolen));
        var page = await Get<IModuleChannels>().ReadStateAsync(ChannelName.Parse("sys:revoked"), new() { Limit = 10 });
        Assert.Empty(page.Entries);
    }

    [Fact]
    public async Task Store_HearsAnothersRevocation_RefusesAndEndsWithItsReason()
    {
        var ada = await ConnectAsync("ada");
        using var store = StoreOf(Get<IRevokedTokens>());
        var heard = new Publication { Channel = ChannelName.Parse("sys:revoked"), Offset = 1, Type = "access.revoked", Key = "user:ada", Time = 1, Data = Payload.From(new Revocation("ada", null, Now, ClosingCode.Banned, "for spam"), RevocationJson.Default.Revocation) };

        ((IChannelListener)store).OnPublications("e", [heard with { Removed = true, Data = default }]);
        Assert.False(ChannelHub.ConnectionOf(ada.Context)!.IsRevoked);
        ((IChannelListener)store).OnPublications("e", [heard]);

        var closing = Assert.IsType<Closing>(ada.Connection.Written()[0]);
        Assert.Equal((ClosingCode.Banned, "for spam"), (closing.Code, closing.Message));
        Assert.True(Get<IRevokedTokens>().Has(new CallerToken("ada", null, [], Time.GetUtcNow().AddHours(1)) { IssuedAfter = Time.GetUtcNow() }));
    }

    [Fact]
    public async Task Store_ChannelIsReset_ReadsWhatItMissed()
    {
        var ada = await ConnectAsync("ada");
        await Get<RevocationStore>().WriteAsync(new Revocation("ada", null, Now), default);
        Assert.False(ChannelHub.ConnectionOf(ada.Context)!.IsRevoked);
        using var store = StoreOf(Get<IRevokedTokens>());

        ((IChannelListener)store).OnReset(new Position("another", 0));

        await TestTimeout.Until(() => ChannelHub.ConnectionOf(ada.Context)!.IsRevoked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("~c1")]
    public async Task RevokeUser_NoUsersId_Throws(string userId) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Get<IRevocations>().RevokeUserAsync(userId).AsTask());

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    // That of another life of the process, or of another node.
    private RevocationStore StoreOf(IRevokedTokens tokens) => new(
        Get<IModuleChannels>(), Get<IEngine>(), ActivatorUtilities.CreateInstance<RevocationEffect>(Get<IServiceProvider>(), tokens), tokens, Time, NullLogger<RevocationStore>.Instance);
}
