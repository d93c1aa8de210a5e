using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Disks that fail, fill up or don't answer.</summary>
public sealed class JournalFaultTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private readonly JournalHarness harness = new() { SegmentBytes = 4 << 10 };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task Sync_ThatFailed_IsFinalUntilARestart()
    {
        await harness.Engine.ListenAsync(Room, CancellationToken.None);
        var head = await AppendAsync("kept");
        harness.Files.FailSyncs = true;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync("refused"));
        harness.Files.FailSyncs = false;

        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync("refused too"));

        Assert.False(harness.Engine.Health.Ready);
        Assert.Equal(["kept"], await TextsAsync());
        await harness.Engine.SignalAsync(new Signal { Channel = Room, Type = "t", Data = default, Time = 1 }, CancellationToken.None);
        await harness.Listener.Of(Room).UntilSignals(1);

        await harness.RestartAsync();
        Assert.True(harness.Engine.Health.Ready);
        Assert.Equal(["kept"], await TextsAsync());
        Assert.Equal(head.At(2), await AppendAsync("next"));
    }

    [Fact]
    public async Task Sync_OfRelaxedPublicationsThatFailed_ChangesTheirEpochAtTheNextStart()
    {
        var head = await AppendAsync("synced", Durability.Relaxed);
        await AppendAsync("shown", Durability.Relaxed);
        harness.Files.FailSyncs = true;
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync("refused"));
        harness.Files.FailSyncs = false;

        await harness.RestartAsync();

        Assert.NotEqual(head.Epoch, (await ReadAsync()).Epoch);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public async Task Disk_ThatIsFull_RefusesAndGoesOnByItselfWhenThereIsRoom(double partWritten)
    {
        await AppendAsync("kept");
        harness.Files.FullAfter = partWritten;

        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync("refused"));

        Assert.False(harness.Engine.Health.Ready);
        Assert.Equal(["kept"], await TextsAsync());
        harness.Files.FullAfter = null;
        Assert.Equal(2, (await AppendAsync("next")).Offset);
        Assert.True(harness.Engine.Health.Ready);
        await harness.RestartAsync();
        Assert.Equal(["kept", "next"], await TextsAsync());
        Assert.Null(harness.Engine.Health.Reason);
    }

    [Fact]
    public async Task Disk_ThatIsFullWhenASegmentIsBegun_LosesNothing()
    {
        var texts = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            var text = $"{i} {new string('x', 200)}";
            harness.Files.FullAfter = i % 3 == 0 ? 0.3 : null;
            if (i % 3 == 0)
                await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(text));
            else
                await AppendAsync(text);
            if (i % 3 != 0)
                texts.Add(text);
        }

        Assert.Equal(texts, await TextsAsync());
        await harness.RestartAsync();
        Assert.Equal(texts, await TextsAsync());
    }

    [Fact]
    public async Task Disk_ThatIsFull_IsTriedAgainWithoutAnyAppend()
    {
        harness.Files.FullAfter = 0;
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync("refused"));
        harness.Files.FullAfter = null;

        await TestTimeout.Until(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            return harness.Engine.Health.Ready;
        });
        Assert.Equal(1, (await AppendAsync("first")).Offset);
    }

    [Fact]
    public async Task Disk_ThatDoesNotAnswer_RefusesInBoundedTimeAndTakesBackWhatItRefused()
    {
        await AppendAsync("kept");
        harness.Files.MaySync.Reset();
        var inFlight = AppendAsync("refused");
        var waiting = AppendAsync("refused too");

        await TestTimeout.Until(() =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(6));
            return inFlight.IsCompleted && waiting.IsCompleted;
        });

        await Assert.ThrowsAsync<EngineUnavailableException>(() => inFlight);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => waiting);
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync("refused at once"));
        Assert.False(harness.Engine.Health.Ready);
        Assert.Equal(["kept"], await TextsAsync());

        harness.Files.MaySync.Set();
        await TestTimeout.Until(() => harness.Engine.Health.Ready);
        Assert.Equal(2, (await AppendAsync("next")).Offset);
        await harness.RestartAsync();
        Assert.Equal(["kept", "next"], await TextsAsync());
    }

    [Fact]
    public async Task Reads_WhileASyncIsUnderWay_DoNotWait()
    {
        await AppendAsync("kept");
        harness.Files.MaySync.Reset();
        var append = AppendAsync("under way");
        try
        {
            Assert.Equal(["kept"], await TextsAsync().WaitAsync(Limits.Signal));
            Assert.False(append.IsCompleted);
        }
        finally
        {
            harness.Files.MaySync.Set();
        }

        await append;
        Assert.Equal(["kept", "under way"], await TextsAsync());
    }

    [Fact]
    public async Task Append_Durable_IsNeitherHeardNorAnsweredBeforeTheSync()
    {
        await AppendAsync("first");
        await harness.Engine.ListenAsync(Room, CancellationToken.None);
        harness.Files.MaySync.Reset();
        var append = AppendAsync("under way");
        // A signal takes no sync: what was delivered before it would have been heard.
        await harness.Engine.SignalAsync(new Signal { Channel = Room, Type = "t", Data = default, Time = 1 }, CancellationToken.None);
        await harness.Listener.Of(Room).UntilSignals(1);

        Assert.Empty(harness.Listener.Of(Room).Publications);
        Assert.False(append.IsCompleted);
        harness.Files.MaySync.Set();
        await append;
        await harness.Listener.Of(Room).Until(publications: 1);
    }

    [Fact]
    public async Task Append_Relaxed_IsAnsweredBeforeTheSyncAndSyncedSoonAfter()
    {
        await AppendAsync("first", Durability.Relaxed);
        var syncs = harness.Files.SyncCount;

        await AppendAsync("second", Durability.Relaxed);
        Assert.Equal(syncs, harness.Files.SyncCount);

        harness.Time.Advance(TimeSpan.FromMilliseconds(50));
        await TestTimeout.Until(() => harness.Files.SyncCount > syncs);
    }

    private async Task<Position> AppendAsync(string text, Durability durability = Durability.Durable)
    {
        var append = new Append
        {
            Channel = Room,
            Drafts = [new Draft { Type = "text", Data = Payload.FromJson($"\"{text}\"") }],
            Retention = new Retention { HistoryCount = 1_000, HistoryAge = null, TombstoneAge = TimeSpan.Zero },
            Durability = durability,
        };
        return (await harness.Engine.AppendAsync(append, CancellationToken.None)).Head;
    }

    private async Task<LogPage> ReadAsync() =>
        await harness.Engine.ReadLogAsync(Room, new LogQuery { After = 0, Limit = 1_000 }, CancellationToken.None);

    private async Task<List<string>> TextsAsync() =>
        [.. (await ReadAsync()).Publications.Select(publication => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"'))];
}
