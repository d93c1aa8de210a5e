using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Alerts;

/// <summary>Feeds that take a grant, as outside Development: who has lost it gets no value by an alert.</summary>
public class AlertRightsTests : HubTest
{
    private static readonly ChannelGrant[] Grants = [new("feed:*", ChannelRights.Subscribe)];

    public AlertRightsTests()
        : base("--Hub:Namespaces:feed:Subscribe", "granted")
    {
    }

    [Fact]
    public async Task Deliver_UserWithTheRight_GetsIt()
    {
        var ann = await BeginAsync();
        await PublishAsync(200);

        await UntilFiredAsync(ann);
        Assert.Single(await NoticesAsync());
    }

    [Fact]
    public async Task Deliver_TokenWithoutTheRight_AlertIsRemovedAndItsValueNotShown()
    {
        var ann = await BeginAsync();
        Tokens.ReadAsync("less").Returns(new CallerToken("ann", "Ann", [], Time.GetUtcNow() + TimeSpan.FromHours(1)));
        await ann.Call(hub => hub.RefreshToken(new("less")));
        await PublishAsync(200);

        await UntilNoAlertAsync(ann);
        Assert.Empty(await NoticesAsync());
    }

    [Fact]
    public async Task Deliver_AnotherConnectionStillHasTheRight_IsDelivered()
    {
        var ann = await BeginAsync();
        await ConnectAsync("ann", grants: []);
        await PublishAsync(200);

        await UntilFiredAsync(ann);
        Assert.Single(await NoticesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deliver_AfterARestartWithoutConnections_TheNewestTokenCounts(bool keepsRight)
    {
        var ann = await BeginAsync();
        await ann.Call(hub => hub.OnDisconnectedAsync(null));
        if (!keepsRight)
            await (await ConnectAsync("ann", grants: [])).Call(hub => hub.OnDisconnectedAsync(null));

        var (store, users) = (new AlertStore(Get<IModuleChannels>()), new UserAlerts());
        using var rights = new AlertRights(store, users, new UserConnections(), Get<ChannelAccess>(), NullLogger<AlertRights>.Instance);
        using var delivery = new AlertDelivery(store, rights, users, Time, NullLogger<AlertDelivery>.Instance);
        await delivery.StartAsync(default);
        using var alerts = new FeedAlerts(store, delivery, rights, users, Time);
        await alerts.LoadAsync(default);
        alerts.Observe(new("t", [new FeedUpdate("a") { Fields = Payload.FromJson("""{"v":200}""") }], 1, 0));
        await delivery.StopAsync(default);

        Assert.Equal(keepsRight ? 1 : 0, (await NoticesAsync()).Count);
        Assert.Equal(keepsRight ? 1 : 0, (await store.ReadAsync(default)).Alerts.Count);
    }

    [Fact]
    public async Task ClearAlert_TheLastOfAUser_ForgetsItsRights()
    {
        var ann = await BeginAsync();
        var alert = Assert.Single((await ann.Call(hub => hub.ListAlerts(new()))).Alerts);
        Assert.Single((await Get<AlertStore>().ReadAsync(default)).Rights);
        await ann.Call(hub => hub.ClearAlert(new(alert.AlertId)));

        Assert.Empty((await Get<AlertStore>().ReadAsync(default)).Rights);
    }

    private async Task<HubCaller> BeginAsync()
    {
        await Get<AlertDelivery>().StartAsync(default);
        var ann = await ConnectAsync("ann", grants: Grants);
        await ann.Call(hub => hub.SetAlert(new("t", "a", "v", AlertCondition.Above, 100)));
        return ann;
    }

    private async Task PublishAsync(int value) =>
        Assert.False((await Get<FeedPublishing>().PublishAsync("t", [new FeedUpdate("a") { Fields = Payload.FromJson($$"""{"v":{{value}}}""") }], null, default)).IsRefused(out _, out _));

    private static Task UntilFiredAsync(HubCaller caller) =>
        TestTimeout.Until(async () => (await caller.Call(hub => hub.ListAlerts(new()))).Alerts is [{ FiredValue: 200 }]);

    // It shows the alert without a value, or not at all.
    private static Task UntilNoAlertAsync(HubCaller caller) =>
        TestTimeout.Until(async () =>
        {
            var alerts = (await caller.Call(hub => hub.ListAlerts(new()))).Alerts;
            Assert.All(alerts, alert => Assert.Null(alert.FiredValue));
            return alerts.Count == 0;
        });

    private async Task<IReadOnlyList<Publication>> NoticesAsync()
    {
        await Get<AlertDelivery>().StopAsync(default);
        return (await Get<IEngine>().ReadLogAsync(ChannelName.Of("user", "ann"), new LogQuery { After = 0, Limit = 100 }, default)).Publications;
    }
}
