using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Alerts;

/// <summary>Alerts over the hub, and what a crash leaves of them.</summary>
public class FeedAlertsTests : HubTest
{
    public FeedAlertsTests()
        : base("--Hub:Feeds:strict:Fields:price:Type", "number", "--Hub:Feeds:strict:Fields:name:Type", "string")
    {
    }

    [Fact]
    public async Task SetAlert_ValueThatIsMergedAwayForViewers_IsDeliveredOnce()
    {
        var ann = await BeginAsync("ann");
        var alert = await SetAsync(ann, AlertCondition.Above, 100);

        // All in one batch: viewers with a rate see the last at most.
        await PublishAsync(99, 101, 50, 102);
        await PublishAsync(200);

        var notice = Assert.Single(await NoticesAsync("ann", 1));
        Assert.Equal((alert.AlertId, 101d, "alert"), (notice.Alert.AlertId, notice.Alert.FiredValue!.Value, notice.Type));
        var listed = Assert.Single((await ann.Call(hub => hub.ListAlerts(new()))).Alerts);
        Assert.Equal(notice.Alert, listed);
    }

    [Fact]
    public async Task SetAlert_PatchWithoutItsField_DoesNotFire()
    {
        var ann = await BeginAsync("ann");
        await PublishAsync(150);
        await SetAsync(ann, AlertCondition.Above, 100);

        await Get<FeedPublishing>().PublishAsync("t", [new FeedUpdate("a") { Fields = Payload.FromJson("""{"w":1}"""), Patch = true }, new FeedUpdate("b") { Fields = Payload.FromJson("""{"v":900}""") }], null, default);

        Assert.Null(Assert.Single((await ann.Call(hub => hub.ListAlerts(new()))).Alerts).FiredTime);
    }

    [Fact]
    public async Task ClearAlert_BeforeItsValue_IsNotDelivered()
    {
        var ann = await BeginAsync("ann");
        var cleared = await SetAsync(ann, AlertCondition.Above, 100);
        await SetAsync(ann, AlertCondition.Above, 120);
        await ann.Call(hub => hub.ClearAlert(new(cleared.AlertId)));
        await ann.Call(hub => hub.ClearAlert(new("none")));

        await PublishAsync(110, 130);

        Assert.Equal(120, Assert.Single(await NoticesAsync("ann", 1)).Alert.Value);
    }

    [Fact]
    public async Task ListAlerts_OtherUsers_AreNotSeenAndNotCleared()
    {
        var ann = await BeginAsync("ann");
        var alert = await SetAsync(ann, AlertCondition.Above, 100);
        var bob = await ConnectAsync("bob");

        Assert.Empty((await bob.Call(hub => hub.ListAlerts(new()))).Alerts);
        await bob.Call(hub => hub.ClearAlert(new(alert.AlertId)));
        Assert.Single((await ann.Call(hub => hub.ListAlerts(new("t")))).Alerts);
        Assert.Empty((await ann.Call(hub => hub.ListAlerts(new("u")))).Alerts);
    }

    [Fact]
    public async Task SetAlert_BadRequests_AreRefusedWithTheField()
    {
        var ann = await BeginAsync("ann");
        async Task ExpectAsync(string field, SetAlertRequest request) =>
            Assert.Equal(field, (await ann.RefusalOf(hub => hub.SetAlert(request))).Details!.Field);

        await ExpectAsync("feed", new("a b", "a", "v", AlertCondition.Above, 1));
        await ExpectAsync("key", new("t", "", "v", AlertCondition.Above, 1));
        await ExpectAsync("field", new("t", "a", "", AlertCondition.Above, 1));
        await ExpectAsync("field", new("strict", "a", "name", AlertCondition.Above, 1));
        await ExpectAsync("field", new("strict", "a", "prise", AlertCondition.Above, 1));
        await ExpectAsync("key", new("strict", "a", "price", AlertCondition.Above, 1));
        await ExpectAsync("value", new("t", "a", "v", AlertCondition.Above, double.NaN));
        await ExpectAsync("value", new("t", "a", "v", AlertCondition.Changes, 0) { WithinMs = 1_000 });
        await ExpectAsync("withinMs", new("t", "a", "v", AlertCondition.Changes, 5));
        await ExpectAsync("withinMs", new("t", "a", "v", AlertCondition.Above, 5) { WithinMs = 1_000 });
        Assert.Equal(ErrorCode.Unauthorized, (await (await ConnectAsync()).RefusalOf(hub => hub.SetAlert(new("t", "a", "v", AlertCondition.Above, 1)))).Code);
    }

    [Fact]
    public async Task SetAlert_MoreThanAHundred_IsLimitExceeded()
    {
        var ann = await BeginAsync("ann");
        for (var i = 0; i < 100; i++)
        {
            await SetAsync(ann, AlertCondition.Above, i + 1_000);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        var refusal = await ann.RefusalOf(hub => hub.SetAlert(new("t", "a", "v", AlertCondition.Above, 1)));

        Assert.Equal((ErrorCode.LimitExceeded, "too_many_alerts"), (refusal.Code, refusal.Details!.Reason));
    }

    [Theory]
    [InlineData(AlertCondition.Above)]
    [InlineData(AlertCondition.Crosses)]
    public async Task Load_CrashBehindTheValue_TheStoredValueFires(AlertCondition condition)
    {
        var ann = await ConnectAsync("ann");
        await PublishAsync(90);
        var alert = await SetAsync(ann, condition, 100);

        // The value is stored, and the server is killed before it has noticed.
        var present = new Dictionary<string, FeedEntry> { ["a"] = new(Payload.FromJson("""{"v":110}"""), 2, null) };
        await using var again = await RestartedAsync();
        await again.Alerts.OpenAsync("t", present, default);

        Assert.Equal((alert.AlertId, 110d), (Assert.Single(await NoticesAsync("ann", 1)).Alert.AlertId, (await NoticesAsync("ann", 1))[0].Alert.FiredValue!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Load_CrashInTheMidstOfADelivery_DeliversOnce(bool isThere)
    {
        await ConnectAsync("ann");
        var store = new AlertStore(Get<IModuleChannels>());
        var fired = new StoredAlert("ann", new Alert("x", "t", "a", "v", AlertCondition.Above, 1, Now) { FiredTime = Now, FiredValue = 2 });
        await store.WriteAsync(fired, default);
        if (isThere)
            await store.NotifyAsync(fired, default);

        // Beyond the time within which a repeated key is known.
        Time.Advance(TimeSpan.FromHours(1));
        await using var again = await RestartedAsync();
        await again.Delivery.StopAsync(default);

        Assert.Single(await NoticesAsync("ann", 1));
        Assert.True(Assert.Single((await store.ReadAsync(default)).Alerts).Delivered);
    }

    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<HubCaller> BeginAsync(string user)
    {
        await Get<AlertDelivery>().StartAsync(default);
        return await ConnectAsync(user);
    }

    private static Task<Alert> SetAsync(HubCaller caller, AlertCondition condition, double value) =>
        caller.Call(hub => hub.SetAlert(new("t", "a", "v", condition, value)));

    private async Task PublishAsync(params int[] values)
    {
        var outcome = await Get<FeedPublishing>().PublishAsync("t", [.. values.Select(value => new FeedUpdate("a") { Fields = Payload.FromJson($$"""{"v":{{value}}}""") })], null, default);
        Assert.False(outcome.IsRefused(out var refusal, out _), refusal?.Text);
    }

    private async Task<List<(string Type, Alert Alert)>> NoticesAsync(string user, int atLeast)
    {
        var notices = new List<(string, Alert)>();
        await TestTimeout.Until(async () =>
        {
            var page = await Get<IEngine>().ReadLogAsync(ChannelName.Of("user", user), new LogQuery { After = 0, Limit = 100 }, default);
            notices = [.. page.Publications.Select(one => (one.Type, one.Data.Read(HubJson.Default.Alert)!))];
            return notices.Count >= atLeast;
        });
        return notices;
    }

    private async Task<Restarted> RestartedAsync()
    {
        var (store, users) = (new AlertStore(Get<IModuleChannels>()), new UserAlerts());
        var rights = new AlertRights(store, users, new UserConnections(), Get<ChannelAccess>(), NullLogger<AlertRights>.Instance);
        var delivery = new AlertDelivery(store, rights, users, Time, NullLogger<AlertDelivery>.Instance);
        await delivery.StartAsync(default);
        var alerts = new FeedAlerts(store, delivery, rights, users, Time);
        await alerts.LoadAsync(default);
        return new Restarted(alerts, delivery, rights);
    }

    private sealed record Restarted(FeedAlerts Alerts, AlertDelivery Delivery, AlertRights Rights) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Delivery.StopAsync(default);
            Delivery.Dispose();
            Alerts.Dispose();
            Rights.Dispose();
        }
    }
}
