using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Inspection;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>The position of channels that were never published to: stable, except where it could hide a loss.</summary>
public sealed class EmptyChannelTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly ChannelName Unstored = ChannelName.Parse("live:room");
    private readonly JournalHarness harness = new() { IsStored = static name => name.Namespace != "live" };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task Start_AfterAKill_KeepsThePosition()
    {
        var before = await harness.Engine.ListenAsync(Room, CancellationToken.None);

        await using var engine = await CrashedFolder.OpenAsync(harness.Folder.Copy("killed"));

        Assert.Equal(before, (await engine.ReadAsync(Room)).Position);
        Assert.Equal(before.At(1), (await engine.AppendAsync(Room, "first")).Head);
    }

    [Fact]
    public async Task Restart_OfAChannelWhosePublicationsAreNotStored_ChangesItsEpochAndNoOthers()
    {
        var unstored = await harness.Engine.ListenAsync(Unstored, CancellationToken.None);
        var stored = await harness.Engine.ListenAsync(Room, CancellationToken.None);
        Assert.Equal(unstored.At(1), (await harness.Engine.AppendAsync(Unstored, "a", Durability.None)).Head);

        await harness.RestartAsync();

        Assert.NotEqual(unstored.Epoch, (await harness.Engine.ReadAsync(Unstored)).Epoch);
        Assert.Equal(stored, (await harness.Engine.ReadAsync(Room)).Position);
        // Nothing of it is on the disk.
        Assert.Equal(0, harness.Journal.ChannelCount);
    }

    [Fact]
    public async Task Restart_OfAStoredChannelThatWasPublishedToWithoutStoring_ChangesItsEpoch()
    {
        var before = await harness.Engine.ListenAsync(Room, CancellationToken.None);
        Assert.Equal(before.At(1), (await harness.Engine.AppendAsync(Room, "a", Durability.None)).Head);

        await harness.RestartAsync();

        Assert.NotEqual(before.Epoch, (await harness.Engine.ReadAsync(Room)).Epoch);
    }

    [Fact]
    public async Task Start_AfterUnknownDamage_ChangesTheEpoch()
    {
        var before = await harness.Engine.ListenAsync(Room, CancellationToken.None);
        await harness.Engine.AppendAsync(ChannelName.Parse("chat:other"), "the only record of its channel");
        var killed = harness.Folder.Copy("killed");
        var segment = Directory.GetFiles(killed, "*.segment").Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[50] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        await using var engine = await CrashedFolder.OpenAsync(killed);

        Assert.NotEqual(before.Epoch, (await engine.ReadAsync(Room)).Epoch);
    }

    // A backup lacks what was published after it was made: positions from then must not seem to be its own.
    [Fact]
    public async Task Start_OfABackup_ChangesAllEpochs()
    {
        var room = (await harness.Engine.AppendAsync(Room, "a")).Head;
        var empty = await harness.Engine.ListenAsync(ChannelName.Parse("chat:empty"), CancellationToken.None);
        var target = harness.Folder.Path + "-backup";
        JournalBackup.Copy(harness.Folder.Path, target);

        await using var engine = await CrashedFolder.OpenAsync(target);

        var page = await engine.ReadAsync(Room);
        Assert.Equal(["a"], page.Texts());
        Assert.NotEqual(room.Epoch, page.Epoch);
        Assert.NotEqual(empty.Epoch, (await engine.ReadAsync(ChannelName.Parse("chat:empty"))).Epoch);
    }
}
