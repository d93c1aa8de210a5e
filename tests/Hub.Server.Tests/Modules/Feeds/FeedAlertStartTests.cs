using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Server.Modules.Feeds.Alerts;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Observing;
using RealtimeHub.Server.Modules.Feeds.Tables;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds;

/// <summary>
/// What a start finds of values that came just before a kill. The first server's delivery never runs here: it is dead once the value is stored, and each test writes
/// down what it had managed to record until then.
/// </summary>
public class FeedAlertStartTests : HubTest
{
    private long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Start_SomeAlertsOfAValueRecorded_EachIsDeliveredOnce(int recorded)
    {
        var (ann, bob) = (await ConnectAsync("ann"), await ConnectAsync("bob"));
        await PublishAsync("""{"v":20}""");
        StoredAlert[] alerts =
        [
            new("ann", await SetAsync(ann, AlertCondition.Crosses, 30)),
            new("ann", await SetAsync(ann, AlertCondition.Above, 30)),
            new("bob", await SetAsync(bob, AlertCondition.Above, 30)),
            new("bob", await SetAsync(bob, AlertCondition.Crosses, 30)),
        ];
        await PublishAsync("""{"v":35}""");
        for (var i = 0; i < recorded; i++)
            await RecordAsync(alerts[i], delivered: i % 2 == 0);

        await StartAndStopAsync();
        await StartAndStopAsync();

        foreach (var user in new[] { "ann", "bob" })
        {
            var expected = alerts.Where(one => one.UserId == user).Select(one => (one.Alert.AlertId, (double?)35)).Order();
            Assert.Equal(expected, (await NoticesAsync(user)).Select(one => (one.AlertId, one.FiredValue)).Order());
        }

        Assert.All((await Store.ReadAsync(default)).Alerts, one => Assert.True(one.Delivered));
    }

    [Fact]
    public async Task Start_ValueThatCountsWasReplacedBeforeTheKill_FiresAtIt()
    {
        var ann = await ConnectAsync("ann");
        await PublishAsync("""{"v":20}""");
        await SetAsync(ann, AlertCondition.Above, 30);
        await PublishAsync("""{"v":35}""", """{"v":36}""");
        await PublishAsync("""{"v":10}""");

        await StartAndStopAsync();

        Assert.Equal(35, Assert.Single(await NoticesAsync("ann")).FiredValue);
    }

    [Fact]
    public async Task Start_FeedThatWasNamedDotsWhenThatWasAllowed_FiresLikeOthers()
    {
        var ann = await ConnectAsync("ann");
        await SetAsync(ann, AlertCondition.Above, 30, "..");
        var published = await Get<FeedPublishing>().PublishAsync("..", [new FeedUpdate("a") { Fields = Payload.FromJson("""{"v":35}""") }], null, default);
        Assert.Null(published.Refusal);

        await StartAndStopAsync();

        Assert.Equal("..", Assert.Single(await NoticesAsync("ann")).Feed);
    }

    [Fact]
    public async Task Start_CrossesWithoutAValueWhenItWasSet_KnowsTheSideOfTheFirst()
    {
        var ann = await ConnectAsync("ann");
        await SetAsync(ann, AlertCondition.Crosses, 30);
        await PublishAsync("""{"v":20}""");
        await PublishAsync("""{"v":35}""");

        await StartAndStopAsync();

        Assert.Equal(35, Assert.Single(await NoticesAsync("ann")).FiredValue);
    }

    [Fact]
    public async Task Start_ValueOfBeforeTheAlert_IsNotLookedAtAndALaterPatchOfAnotherFieldNeither()
    {
        var ann = await ConnectAsync("ann");
        await PublishAsync("""{"v":35}""");
        await SetAsync(ann, AlertCondition.Above, 30);
        await StartAndStopAsync();
        await Get<FeedPublishing>().PublishAsync("t", [new FeedUpdate("a") { Fields = Payload.FromJson("""{"w":1}"""), Patch = true }], null, default);

        await StartAndStopAsync();

        Assert.Empty(await NoticesAsync("ann"));
        Assert.Null(Assert.Single((await Store.ReadAsync(default)).Alerts).Alert.FiredTime);
    }

    [Fact]
    public async Task Start_SetAboveAndFallenAndAboveAgain_Fires()
    {
        var ann = await ConnectAsync("ann");
        await PublishAsync("""{"v":35}""");
        await SetAsync(ann, AlertCondition.Above, 30);
        await PublishAsync("""{"v":20}""");
        await PublishAsync("""{"v":35}""");

        await StartAndStopAsync();

        Assert.Equal(35, Assert.Single(await NoticesAsync("ann")).FiredValue);
    }

    [Fact]
    public async Task Start_AlertWithoutAnOffset_GoesByTheTime()
    {
        await ConnectAsync("ann");
        await PublishAsync("""{"v":35}""");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Store.WriteAsync(new StoredAlert("ann", new Alert("x", "t", "a", "v", AlertCondition.Above, 30, Now)) { Base = 20 }, default);
        await StartAndStopAsync();
        Assert.Empty(await NoticesAsync("ann"));

        Time.Advance(TimeSpan.FromSeconds(1));
        await PublishAsync("""{"v":36}""");
        await StartAndStopAsync();

        Assert.Equal(36, Assert.Single(await NoticesAsync("ann")).FiredValue);
    }

    [Fact]
    public async Task Start_FeedThatCannotBeRead_LeavesTheOthersTheirAlerts()
    {
        var ann = await ConnectAsync("ann");
        await SetAsync(ann, AlertCondition.Above, 30, "broken");
        await PublishAsync("""{"v":20}""");
        await SetAsync(ann, AlertCondition.Above, 30);
        await PublishAsync("""{"v":35}""");

        await StartAndStopAsync(new FailingObserver());

        Assert.Equal("t", Assert.Single(await NoticesAsync("ann")).Feed);
    }

    private AlertStore Store => Get<AlertStore>();

    private static Task<Alert> SetAsync(HubCaller caller, AlertCondition condition, double value, string feed = "t") =>
        caller.Call(hub => hub.SetAlert(new(feed, "a", "v", condition, value)));

    private async Task PublishAsync(params string[] values)
    {
        var outcome = await Get<FeedPublishing>().PublishAsync("t", [.. values.Select(value => new FeedUpdate("a") { Fields = Payload.FromJson(value) })], null, default);
        Assert.False(outcome.IsRefused(out var refusal, out _), refusal?.Text);
    }

    /// <summary>What the delivery of the first server did before the kill: that the alert has fired, its notice, and perhaps that it is there.</summary>
    private async Task RecordAsync(StoredAlert alert, bool delivered)
    {
        var fired = alert with { Alert = alert.Alert with { FiredTime = Now, FiredValue = 35 } };
        await Store.WriteAsync(fired, default);
        if (!delivered)
            return;
        await Store.NotifyAsync(fired, default);
        await Store.WriteAsync(fired with { Delivered = true }, default);
    }

    private async Task<List<Alert>> NoticesAsync(string user)
    {
        var page = await Get<IEngine>().ReadLogAsync(ChannelName.Of("user", user), new LogQuery { After = 0, Limit = 100 }, default);
        return [.. page.Publications.Where(one => one.Type == FeedTypes.Alert).Select(one => one.Data.Read(HubJson.Default.Alert)!)];
    }

    /// <summary>A server that starts on what is stored, delivers what it finds, and ends.</summary>
    private async Task StartAndStopAsync(params IFeedObserver[] others)
    {
        var users = new UserAlerts();
        using var rights = new AlertRights(Store, users, new UserConnections(), Get<ChannelAccess>(), NullLogger<AlertRights>.Instance);
        using var delivery = new AlertDelivery(Store, rights, users, Time, NullLogger<AlertDelivery>.Instance);
        using var alerts = new FeedAlerts(Store, delivery, rights, users, Time);
        using var tables = new FeedTables(Get<FeedDeclarations>(), [], Get<IModuleChannels>(), Time);
        await delivery.StartAsync(default);
        await new FeedAlertStart(alerts, tables, new FeedObservers([.. others, alerts]), NullLogger<FeedAlertStart>.Instance).StartAsync(default);
        await delivery.StopAsync(default);
    }

    private sealed class FailingObserver : IFeedObserver
    {
        public ValueTask OpenAsync(string feed, IReadOnlyDictionary<string, FeedEntry> present, CancellationToken cancellationToken) =>
            feed == "broken" ? throw new InvalidDataException("broken") : default;

        public void Observe(FeedValues values)
        {
        }
    }
}
