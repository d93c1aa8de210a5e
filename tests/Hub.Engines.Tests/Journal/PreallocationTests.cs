using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Inspection;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>The room that is made behind the records, and what may be in it after the power was lost.</summary>
public sealed class PreallocationTests : IAsyncLifetime
{
    private static readonly Retention Keep = new() { HistoryCount = 10_000, HistoryAge = null, TombstoneAge = TimeSpan.Zero };
    private readonly JournalHarness harness = new() { SegmentBytes = 256 << 10 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestTimeout.IsLongRun ? 1_000 : 60)];

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync()
    {
        harness.Files.SyncPermits = null;
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task Append_Small_MakesRoomOnceForManyAndStoppingTakesItAway()
    {
        await AppendAsync(0, "first");
        var length = SegmentLength();
        for (var i = 0; i < 50; i++)
            await AppendAsync(i % 3, $"{i}");

        Assert.Equal(length, SegmentLength());
        Assert.Equal(256 << 10, length);
        await harness.RestartAsync();
        Assert.Null(harness.Engine.Health.Reason);
        Assert.True(SegmentLength() < 20_000, $"{SegmentLength()} bytes are left");
    }

    [Fact]
    public async Task Start_AfterTheProcessWasKilled_FindsRoomAndNoDamage()
    {
        await AppendAsync(0, "kept");
        var copy = harness.Folder.Copy("killed");

        using (var folder = JournalFolder.Open(copy, TimeProvider.System))
            Assert.Equal((0, 0L, null), (JournalCheck.Of(folder).Damages.Count, JournalCheck.Of(folder).TornBytes, folder.Start.Repaired));
        await using var engine = await CrashedFolder.OpenAsync(copy);

        Assert.Equal(["kept"], await TextsAsync(engine, 0));
        Assert.Null(engine.Health.Reason);
    }

    [Fact]
    public async Task Disk_WithRoomForTheRecordAlone_TakesIt()
    {
        harness.Files.MostLength = 4_000;

        await AppendAsync(0, "fits");
        await AppendAsync(0, "fits too");
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(0, new string('x', 4_000)));

        harness.Files.MostLength = null;
        await AppendAsync(0, "next");
        await harness.RestartAsync();
        Assert.Equal(["fits", "fits too", "next"], await TextsAsync(harness.Engine, 0));
        Assert.Null(harness.Engine.Health.Reason);
    }

    [Fact]
    public async Task Start_WithASegmentWhoseRoomWasNotTakenAway_FindsNoDamage()
    {
        await AppendAsync(0, "kept");
        await AppendAsync(1, new string('x', 1_000));
        await harness.Engine.DisposeAsync();
        // Its last cut was not synced before the power went.
        using (var file = new FileStream(Directory.GetFiles(harness.Folder.Path, "*.segment").Single(), FileMode.Open))
            file.SetLength(file.Length + 5_000);

        await using var engine = await CrashedFolder.OpenAsync(harness.Folder.Path);

        Assert.Equal(["kept"], await TextsAsync(engine, 0));
        Assert.Null(engine.Health.Reason);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Start_AfterTheMachineLostItsPower_KeepsEverythingAcceptedUnderItsEpoch(int seed)
    {
        var random = new Random(seed);
        var accepted = new List<string>[] { [], [], [] };
        var epochs = new string[3];
        for (var i = 0; i < random.Next(30); i++)
        {
            var channel = random.Next(3);
            var text = $"{i} {new string('a', random.Next(4) == 0 ? random.Next(6_000) : random.Next(100))}";
            epochs[channel] = (await AppendAsync(channel, text)).Epoch;
            accepted[channel].Add(text);
        }

        // Then some that are written and not synced.
        using var permits = new SemaphoreSlim(0);
        harness.Files.SyncPermits = permits;
        var refused = Enumerable.Range(0, 1 + random.Next(6)).Select(i => AppendAsync(random.Next(3), $"lost {i} {new string('b', random.Next(3_000))}")).ToList();
        await TestTimeout.Until(() => harness.Files.WaitingSyncs > 0);
        var copy = harness.Folder.Copy("power");
        PowerLoss.Strike(copy, harness.Files, () => random.Next(2) == 0);
        permits.Release(1_000);
        await Task.WhenAll(refused);

        for (var start = 0; start < 2; start++)
        {
            await using var engine = await CrashedFolder.OpenAsync(copy, new FaultyFiles(SystemFiles.Instance) { OtherBootId = "another" });
            for (var channel = 0; channel < 3; channel++)
            {
                var page = await ReadAsync(engine, channel);
                Assert.Equal(accepted[channel], Texts(page).Where(text => !text.StartsWith("lost", StringComparison.Ordinal)));
                Assert.Equal(Enumerable.Range(1, page.Publications.Count).Select(offset => (long)offset), page.Publications.Select(one => one.Offset));
                if (epochs[channel] is { } epoch)
                    Assert.Equal(epoch, page.Epoch);
            }

            await AppendAsync(engine, 0, "after");
            accepted[0].Add("after");
            epochs[0] ??= (await ReadAsync(engine, 0)).Epoch;
        }
    }

    private long SegmentLength() => new FileInfo(Directory.GetFiles(harness.Folder.Path, "*.segment").Order(StringComparer.Ordinal).Last()).Length;

    private Task<Position> AppendAsync(int channel, string text) => AppendAsync(harness.Engine, channel, text);

    private static async Task<Position> AppendAsync(IEngine engine, int channel, string text)
    {
        var drafts = new[] { new Draft { Type = "text", Data = Payload.FromJson($"\"{text}\"") } };
        var append = new Append { Channel = Channel(channel), Drafts = drafts, Retention = Keep };
        return (await engine.AppendAsync(append, CancellationToken.None)).Head;
    }

    private static ChannelName Channel(int number) => ChannelName.Parse($"room:{number}");

    private static async Task<LogPage> ReadAsync(IEngine engine, int channel) =>
        await engine.ReadLogAsync(Channel(channel), new LogQuery { After = 0, Limit = 1_000 }, CancellationToken.None);

    private static async Task<IEnumerable<string>> TextsAsync(IEngine engine, int channel) => Texts(await ReadAsync(engine, channel));

    private static IEnumerable<string> Texts(LogPage page) =>
        page.Publications.Select(publication => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"'));
}
