using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Segments that are gone, or belong to another journal, and a journal whose identity is damaged.</summary>
public sealed class LostSegmentTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly ChannelName Empty = ChannelName.Parse("chat:never-published");
    private readonly JournalHarness harness = new() { SegmentBytes = 4 << 10 };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Start_WithoutTheNewestSegment_GivesEveryChannelANewEpoch(bool stopped, bool withCheckpoint)
    {
        var (room, empty) = await WriteAsync();
        if (withCheckpoint && !stopped)
            await harness.Journal.CheckpointAsync();
        await harness.Engine.AppendAsync(Room, new string('y', 4_000));
        var folder = await LeaveAsync(stopped);
        if (!withCheckpoint)
            File.Delete(Path.Combine(folder, "checkpoint"));
        File.Delete(Segments(folder)[^1]);
        // A stopped journal without its checkpoint has nothing else that names its newest segment.
        if (stopped && !withCheckpoint)
            return;

        await using var engine = await CrashedFolder.OpenAsync(folder);

        Assert.NotEqual(room.Epoch, (await engine.ReadAsync(Room)).Epoch);
        Assert.NotEqual(empty.Epoch, (await engine.ReadAsync(Empty)).Epoch);
        Assert.NotNull(engine.Health.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Start_WithoutASegmentInTheMiddle_GivesEveryChannelANewEpoch(int which)
    {
        var (room, empty) = await WriteAsync();
        await harness.Journal.CheckpointAsync();
        for (var i = 0; i < 40; i++)
            await harness.Engine.AppendAsync(Room, new string('z', 300));
        var folder = await LeaveAsync(stopped: false);
        var segments = Segments(folder);
        File.Delete(segments[which == 2 ? segments.Count - 2 : which]);

        await using var engine = await CrashedFolder.OpenAsync(folder);

        Assert.NotEqual(room.Epoch, (await engine.ReadAsync(Room)).Epoch);
        Assert.NotEqual(empty.Epoch, (await engine.ReadAsync(Empty)).Epoch);
    }

    [Fact]
    public async Task Start_WithoutAnySegment_GivesEveryChannelANewEpoch()
    {
        var (room, empty) = await WriteAsync();
        var folder = await LeaveAsync(stopped: true);
        foreach (var segment in Segments(folder))
            File.Delete(segment);

        await using var engine = await CrashedFolder.OpenAsync(folder);

        Assert.NotEqual(room.Epoch, (await engine.ReadAsync(Room)).Epoch);
        Assert.NotEqual(empty.Epoch, (await engine.ReadAsync(Empty)).Epoch);
        Assert.Equal(1, (await engine.AppendAsync(Room, "new")).Head.Offset);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithASegmentOfAnotherJournal_ServesNothingOfItAndTells(bool stopped)
    {
        await using var other = new JournalHarness { SegmentBytes = 4 << 10 };
        await other.OpenAsync();
        for (var i = 0; i < 30; i++)
            await other.Engine.AppendAsync(Room, $"other {new string('x', 290)}");
        await other.Engine.DisposeAsync();
        var (room, empty) = await WriteAsync();
        var folder = await LeaveAsync(stopped);
        var segment = Segments(folder)[0];
        File.Copy(other.Folder.Of(Path.GetFileName(segment)), segment, overwrite: true);

        await using var engine = await CrashedFolder.OpenAsync(folder);

        var page = await engine.ReadAsync(Room);
        Assert.DoesNotContain(page.Texts(), text => text.StartsWith("other", StringComparison.Ordinal));
        Assert.NotEqual(room.Epoch, page.Epoch);
        Assert.NotEqual(empty.Epoch, (await engine.ReadAsync(Empty)).Epoch);
        // Set aside, not deleted, and told once.
        Assert.True(File.Exists(segment + SegmentHeader.ForeignExtension));
        var told = page.Epoch;
        await engine.AppendAsync(Room, "next");
        await engine.DisposeAsync();
        await using var again = await CrashedFolder.OpenAsync(folder);
        Assert.Equal(told, (await again.ReadAsync(Room)).Epoch);
    }

    [Fact]
    public async Task Start_WithASegmentCopiedOverAnother_TakesTheCopyForDamage()
    {
        var (room, _) = await WriteAsync();
        var folder = await LeaveAsync(stopped: true);
        var segments = Segments(folder);
        File.Copy(segments[0], segments[1], overwrite: true);

        await using var engine = await CrashedFolder.OpenAsync(folder);

        Assert.NotEqual(room.Epoch, (await engine.ReadAsync(Room)).Epoch);
        Assert.True(File.Exists(segments[1] + SegmentHeader.ForeignExtension));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithoutItsIdentity_KeepsEverythingButTheEpochOfEmptyChannels(bool isDamaged)
    {
        var (room, empty) = await WriteAsync();
        var folder = await LeaveAsync(stopped: true);
        var identity = Path.Combine(folder, JournalIdentity.FileName);
        if (isDamaged)
            await File.WriteAllTextAsync(identity, "damaged");
        else
            File.Delete(identity);

        await using var engine = await CrashedFolder.OpenAsync(folder);

        var page = await engine.ReadAsync(Room);
        Assert.Equal(room.Offset, page.Head);
        Assert.Equal(20, page.Publications.Count);
        Assert.NotEqual(empty.Epoch, (await engine.ReadAsync(Empty)).Epoch);
        Assert.True(File.Exists(identity));
    }

    [Fact]
    public async Task Start_WithoutIdentityAndHeaders_IsRefusedWithOneLine()
    {
        await WriteAsync();
        var folder = await LeaveAsync(stopped: true);
        File.Delete(Path.Combine(folder, JournalIdentity.FileName));
        foreach (var segment in Segments(folder))
        {
            var bytes = await File.ReadAllBytesAsync(segment);
            bytes[20] ^= 1;
            await File.WriteAllBytesAsync(segment, bytes);
        }

        var error = await Assert.ThrowsAsync<IOException>(() => CrashedFolder.OpenAsync(folder));

        Assert.Contains("restore a backup", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private async Task<(Position Room, Position Empty)> WriteAsync()
    {
        var empty = await harness.Engine.ListenAsync(Empty, CancellationToken.None);
        var room = Position.None;
        for (var i = 0; i < 20; i++)
            room = (await harness.Engine.AppendAsync(Room, $"{i} {new string('x', 300)}")).Head;
        return (room, empty);
    }

    private async Task<string> LeaveAsync(bool stopped)
    {
        if (stopped)
            await harness.Engine.DisposeAsync();
        return harness.Folder.Copy("left");
    }

    private static List<string> Segments(string folder) =>
        [.. Directory.GetFiles(folder, "*.segment").Order(StringComparer.Ordinal)];
}
