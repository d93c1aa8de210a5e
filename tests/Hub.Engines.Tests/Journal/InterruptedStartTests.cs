using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Servers killed between two operations, of a start above all, and what the next start makes of it.</summary>
public sealed class InterruptedStartTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly ChannelName Feed = ChannelName.Parse("feed:values");
    private static readonly ChannelName Empty = ChannelName.Parse("chat:never-published");
    private readonly JournalHarness harness = new() { SegmentBytes = 64 << 10 };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    // Shown after a kill and lost with the power, an offset would be given twice under one epoch.
    [Fact]
    public async Task Start_AfterAKillBetweenWriteAndSync_HasSyncedWhatItShows()
    {
        await harness.Engine.AppendAsync(Room, "acknowledged");
        harness.Files.MaySync.Reset();
        var underWay = harness.Engine.AppendAsync(Room, new string('x', 40 << 10));
        var segment = Directory.GetFiles(harness.Folder.Path, "*.segment").Single();
        // The segment's length says nothing: zeros are written ahead of the record.
        await TestTimeout.Until(() => harness.Files.WaitingSyncs == 1 && File.ReadAllBytes(segment).Count(value => value == 'x') >= 40 << 10);
        var killed = harness.Folder.Copy("killed");
        CutZeros(Directory.GetFiles(killed, "*.segment").Single());
        harness.Files.MaySync.Set();
        var files = new FaultyFiles(SystemFiles.Instance);
        foreach (var (name, state) in harness.Files.Disk)
            files.Disk[name] = state.Copy();
        await underWay;

        await using var shown = await CrashedFolder.OpenAsync(killed, files);
        var position = (await shown.ReadAsync(Room)).Position;
        var withoutPower = JournalCalls.CopyFolder(killed, killed + "-powerless");
        PowerLoss.Strike(withoutPower, files, static () => true);

        await using var engine = await CrashedFolder.OpenAsync(withoutPower, new FaultyFiles(SystemFiles.Instance) { OtherBootId = "another" });
        Assert.Equal(2, position.Offset);
        var after = await engine.ReadAsync(Room);
        Assert.True(after.Epoch != position.Epoch || after.Head >= position.Offset, $"{position} was shown, and then {after.Position}");
    }

    [Fact]
    public async Task Start_KilledAtAnyOperationOfAStart_KeepsAllEpochs()
    {
        var positions = await WriteAsync();

        foreach (var snapshot in await SnapshotsOfAStartAsync(harness.Folder.Copy("killed"), bootId: null))
        {
            await using var engine = await CrashedFolder.OpenAsync(snapshot.Folder);
            foreach (var (channel, position) in positions)
                Assert.True(position == (await engine.ReadAsync(channel)).Position, $"{channel} after {snapshot.Before}");
        }
    }

    [Fact]
    public async Task Start_KilledAtAnyOperationOfAStartAfterALossOfPower_StillGivesRelaxedChannelsANewEpoch()
    {
        var positions = await WriteAsync();

        foreach (var snapshot in await SnapshotsOfAStartAsync(harness.Folder.Copy("killed"), bootId: "another"))
        {
            await using var engine = await CrashedFolder.OpenAsync(snapshot.Folder, new FaultyFiles(SystemFiles.Instance) { OtherBootId = "another" });
            Assert.True(positions[Feed].Epoch != (await engine.ReadAsync(Feed)).Epoch, $"after {snapshot.Before}");
            Assert.Equal(positions[Room], (await engine.ReadAsync(Room)).Position);
            Assert.Equal(positions[Empty], (await engine.ReadAsync(Empty)).Position);
        }
    }

    [Fact]
    public async Task Start_KilledAtAnyOperationOfTheFirstStart_IsAnEmptyJournal()
    {
        foreach (var snapshot in await SnapshotsOfAStartAsync(harness.Folder.Path + "-new", bootId: null))
        {
            await using var engine = await CrashedFolder.OpenAsync(snapshot.Folder);
            Assert.Equal(1, (await engine.AppendAsync(Room, "first")).Head.Offset);
        }
    }

    // As after a commit that was longer than what was preallocated: there is nothing to cut off, which would be synced.
    private static void CutZeros(string segment)
    {
        var bytes = File.ReadAllBytes(segment);
        using var file = new FileStream(segment, FileMode.Open);
        file.SetLength(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1);
    }

    // The folder as it is before each operation of a start and of the stop behind it that changes anything.
    private static async Task<List<(string Folder, string Before)>> SnapshotsOfAStartAsync(string folder, string? bootId)
    {
        var snapshots = new List<(string, string)>();
        var files = new FaultyFiles(SystemFiles.Instance) { OtherBootId = bootId };
        files.BeforeChange = what =>
        {
            lock (snapshots)
                snapshots.Add((JournalCalls.CopyFolder(folder, $"{folder}-{snapshots.Count}"), what));
        };
        await using (var engine = await CrashedFolder.OpenAsync(folder, files))
            Assert.True(engine.Health.Ready);
        Assert.Contains(snapshots, snapshot => snapshot.Item2.Contains("running", StringComparison.Ordinal));
        return snapshots;
    }

    private async Task<Dictionary<ChannelName, Position>> WriteAsync()
    {
        var empty = await harness.Engine.ListenAsync(Empty, CancellationToken.None);
        for (var i = 0; i < 3; i++)
            await harness.Engine.AppendAsync(Feed, $"{i}", Durability.Relaxed);
        return new Dictionary<ChannelName, Position>
        {
            [Empty] = empty,
            [Room] = (await harness.Engine.AppendAsync(Room, "a")).Head,
            [Feed] = (await harness.Engine.ReadAsync(Feed)).Position,
        };
    }
}
