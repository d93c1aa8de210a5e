using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>What is in the folder, who may use it, and what a start makes of it.</summary>
public sealed class JournalFolderTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly ChannelName Feed = ChannelName.Parse("feed:values");
    private readonly JournalHarness harness = new() { SegmentBytes = 4 << 10 };

    private static readonly Retention Keep = new() { HistoryCount = 1_000, HistoryAge = null, TombstoneAge = TimeSpan.FromHours(1) };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task Start_OfASecondEngineOnTheFolder_IsRefusedWithAClearError()
    {
        var second = new JournalEngine(new JournalOptions { Folder = harness.Folder.Path }, TimeProvider.System,
            new EpochSource(new Random(1)), NullLogger<JournalEngine>.Instance);

        var error = await Assert.ThrowsAsync<FolderInUseException>(async () => await second.StartAsync(new RecordingListener(), CancellationToken.None));

        Assert.Contains("in use by another process", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await AppendAsync(Room, "still works")).Offset);
    }

    [Fact]
    public async Task Files_AreForTheirOwnerAloneAndNamedAfterNoChannel()
    {
        if (OperatingSystem.IsWindows())
            return;
        await AppendAsync(ChannelName.Parse("chat:../../evil"), "x");
        await harness.Journal.CheckpointAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(harness.Folder.Path));
        foreach (var file in Directory.GetFiles(harness.Folder.Path))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.DoesNotContain("evil", file, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("checkpoint")]
    [InlineData("0000000001.segment")]
    public async Task Start_WhereAFileIsASymbolicLink_IsRefused(string name)
    {
        await harness.Engine.DisposeAsync();
        var elsewhere = harness.Folder.Of("../elsewhere");
        File.Move(harness.Folder.Of(name), elsewhere);
        File.CreateSymbolicLink(harness.Folder.Of(name), elsewhere);

        await Assert.ThrowsAnyAsync<IOException>(harness.OpenAsync);
    }

    [Fact]
    public async Task Start_WhereTheFolderIsASymbolicLink_IsRefused()
    {
        await harness.Engine.DisposeAsync();
        Directory.Move(harness.Folder.Path, harness.Folder.Path + "-elsewhere");
        Directory.CreateSymbolicLink(harness.Folder.Path, harness.Folder.Path + "-elsewhere");

        await Assert.ThrowsAnyAsync<IOException>(harness.OpenAsync);
    }

    [Fact]
    public async Task Start_AfterTheProcessWasKilled_KeepsAllEpochs()
    {
        var (room, feed) = (await AppendAsync(Room, "a"), await AppendAsync(Feed, "b", Durability.Relaxed));
        await AppendAsync(Feed, "c", Durability.Relaxed);

        await using var engine = await CrashedFolder.OpenAsync(harness.Folder.Copy("killed"));

        Assert.Equal(room, (await ReadAsync(engine, Room)).Position);
        Assert.Equal(feed.At(2), (await ReadAsync(engine, Feed)).Position);
    }

    [Fact]
    public async Task Start_AfterTheMachineLostItsPower_GivesRelaxedChannelsANewEpochAndOthersTheirs()
    {
        var (room, feed) = (await AppendAsync(Room, "a"), await AppendAsync(Feed, "b", Durability.Relaxed));
        await AppendAsync(Feed, "unsynced", Durability.Relaxed);
        var copy = harness.Folder.Copy("power");
        PowerLoss.Strike(copy, harness.Files, static () => true);

        await using var engine = await CrashedFolder.OpenAsync(copy, new FaultyFiles(SystemFiles.Instance) { OtherBootId = "another" });

        Assert.Equal(room, (await ReadAsync(engine, Room)).Position);
        var after = await ReadAsync(engine, Feed);
        Assert.NotEqual(feed.Epoch, after.Epoch);
        Assert.Equal(1, after.Head);
        // Its first was synced before it was shown: else nothing would tell of the channel at all.
        Assert.Equal(["b"], Texts(after));
    }

    [Fact]
    public async Task Restart_OfAServerThatWasStopped_KeepsRelaxedEpochs()
    {
        var feed = await AppendAsync(Feed, "b", Durability.Relaxed);

        await harness.RestartAsync();

        Assert.Equal(feed, (await ReadAsync(harness.Engine, Feed)).Position);
        Assert.Null(harness.Engine.Health.Reason);
    }

    [Fact]
    public async Task Restart_OfAChannelWithStoredAndUnstoredPublications_ChangesItsEpoch()
    {
        var before = await AppendAsync(Room, "stored");
        await AppendAsync(Room, "unstored", Durability.None);
        await AppendAsync(Room, "stored too");

        await harness.RestartAsync();

        var page = await ReadAsync(harness.Engine, Room);
        Assert.NotEqual(before.Epoch, page.Epoch);
        Assert.Equal(["stored too"], Texts(page));
        Assert.Equal(page.Position.At(4), await AppendAsync(Room, "next"));
        await harness.RestartAsync();
        Assert.Equal(page.Epoch, (await ReadAsync(harness.Engine, Room)).Epoch);
    }

    [Fact]
    public async Task DiskUse_UnderChangingValues_StaysUnderTwiceTheLiveDataAndTwoSegments()
    {
        var random = new Random(5);
        for (var i = 0; i < 1_500; i++)
        {
            await AppendAsync(ChannelName.Of("feed", $"{random.Next(5)}"), new string('x', random.Next(300)), Durability.Relaxed,
                key: $"k{random.Next(10)}", Keep with { HistoryCount = 5 });
            if (i % 20 != 0)
                continue;
            await harness.Journal.CleanAsync();
            var (live, used) = (harness.Journal.MeasureLiveBytes(), harness.Journal.SegmentBytes);
            Assert.True(used <= (2 * live) + (2 * harness.SegmentBytes), $"{used} bytes used for {live} live ones");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rewriting_OfEverything_KeepsHeadsAndEpochsOfQuietChannelsAndLiveValues(bool withCheckpoint)
    {
        var quiet = await AppendAsync(Room, "old", retention: Keep with { HistoryAge = TimeSpan.FromSeconds(1) });
        var value = await AppendAsync(Feed, "value", key: "k", retention: Keep with { HistoryCount = 0 });
        await harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        for (var i = 0; i < 200; i++)
            await AppendAsync(ChannelName.Parse("other:1"), new string('x', 200), retention: Keep with { HistoryCount = 1 });
        await harness.Journal.CleanAsync();
        Assert.False(File.Exists(harness.Folder.Of("0000000001.segment")));

        await harness.Engine.DisposeAsync();
        if (!withCheckpoint)
            File.Delete(harness.Folder.Of("checkpoint"));
        await harness.OpenAsync();

        var room = await ReadAsync(harness.Engine, Room);
        Assert.Equal(quiet, room.Position);
        Assert.Empty(room.Publications);
        Assert.Equal(value, (await ReadAsync(harness.Engine, Feed)).Position);
        var state = await harness.Engine.ReadStateAsync(Feed, new StateQuery { Limit = 10 }, CancellationToken.None);
        Assert.Equal(("k", 1L), (Assert.Single(state.Entries).Key, state.Entries[0].Offset));
    }

    [Fact]
    public async Task Rewriting_WhereHistoryShowsPresentValues_TakesOldTextsOffTheDisk()
    {
        var shows = Keep with { ShowsPresentValues = true };
        await AppendAsync(Room, "a-secret-text", key: "m1", retention: shows);
        await AppendAsync(Room, "edited", key: "m1", retention: shows);
        for (var i = 0; i < 100; i++)
            await AppendAsync(ChannelName.Parse("other:1"), new string('x', 200), retention: Keep with { HistoryCount = 1 });
        Assert.True(IsOnDisk("a-secret-text"));

        await harness.Journal.CleanAsync();

        Assert.False(IsOnDisk("a-secret-text"));
        Assert.Equal(["edited", "edited"], Texts(await ReadAsync(harness.Engine, Room)));
        await harness.RestartAsync();
        Assert.Equal(["edited", "edited"], Texts(await ReadAsync(harness.Engine, Room)));
    }

    [Fact]
    public async Task Rewriting_WhileOthersAppendAndRead_DisturbsNobody()
    {
        using var done = new CancellationTokenSource();
        var cleaning = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await harness.Journal.CleanAsync();
        });
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var page = await ReadAsync(harness.Engine, Room);
                Assert.Equal(Enumerable.Range(0, page.Publications.Count).Select(i => page.FirstOffset + i),
                    page.Publications.Select(publication => publication.Offset));
                Assert.Equal(Math.Min(20, page.Head), page.Publications.Count);
                Assert.All(page.Publications, publication => Assert.Equal("text", publication.Type));
            }
        });
        for (var i = 0; i < 600; i++)
            await AppendAsync(Room, $"{i} {new string('x', 300)}", Durability.Relaxed, $"k{i % 7}", Keep with { HistoryCount = 20 });
        await done.CancelAsync();
        await cleaning;
        await reading;

        // The last rewriting may have begun long before the last append.
        await harness.Journal.CleanAsync();
        Assert.True(harness.Journal.SegmentBytes < 60_000, $"{harness.Journal.SegmentBytes} bytes");
    }

    private bool IsOnDisk(string text) => Directory.GetFiles(harness.Folder.Path, "*.segment")
        .Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
        });

    private async Task<Position> AppendAsync(
        ChannelName channel, string text, Durability durability = Durability.Durable, string? key = null, Retention? retention = null)
    {
        var append = new Append
        {
            Channel = channel,
            Drafts = [new Draft { Type = "text", Data = Payload.FromJson($"\"{text}\""), Key = key }],
            Retention = retention ?? Keep,
            Durability = durability,
        };
        return (await harness.Engine.AppendAsync(append, CancellationToken.None)).Head;
    }

    private static async Task<LogPage> ReadAsync(IEngine engine, ChannelName channel) =>
        await engine.ReadLogAsync(channel, new LogQuery { After = 0, Limit = 1_000 }, CancellationToken.None);

    private static List<string> Texts(LogPage page) =>
        [.. page.Publications.Select(publication => Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"'))];
}
