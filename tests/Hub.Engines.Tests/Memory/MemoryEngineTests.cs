using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Memory;

public sealed class MemoryEngineTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private readonly FakeTimeProvider time = new();
    private readonly RecordingListener listener = new();
    private readonly MemoryEngine engine;

    public MemoryEngineTests() => engine = new MemoryEngine(time, new EpochSource(new Random(1)));

    public async Task InitializeAsync() => await engine.StartAsync(listener, CancellationToken.None);

    public async Task DisposeAsync() => await engine.DisposeAsync();

    [Fact]
    public async Task Sweep_OfAnIdleChannelWithNothingStored_ForgetsItAndChangesTheEpoch()
    {
        var before = await AppendAsync(historyCount: 0);
        Assert.Equal(1, engine.ChannelCount);

        time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromMinutes(1));

        Assert.Equal(0, engine.ChannelCount);
        var after = await AppendAsync(historyCount: 0);
        Assert.Equal(1, after.Offset);
        Assert.NotEqual(before.Epoch, after.Epoch);
    }

    [Fact]
    public async Task Sweep_OfAChannelUsedWithinAMinute_KeepsItAndItsPosition()
    {
        var before = await AppendAsync(historyCount: 0);
        time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(before.At(2), await AppendAsync(historyCount: 0));
    }

    [Fact]
    public async Task Sweep_OfAChannelListenedTo_KeepsIt()
    {
        await engine.ListenAsync(Room, CancellationToken.None);
        var before = await AppendAsync(historyCount: 0);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(before.At(2), await AppendAsync(historyCount: 0));
    }

    [Fact]
    public async Task Sweep_OfAChannelWithSomethingStored_KeepsIt()
    {
        var before = await AppendAsync(historyCount: 1);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(before.At(2), await AppendAsync(historyCount: 1));
    }

    [Fact]
    public async Task Read_OfManyUnknownChannels_HoldsNoneOfThem()
    {
        for (var i = 0; i < 100; i++)
            await engine.ReadLogAsync(ChannelName.Parse($"chat:{i}"), new LogQuery { Limit = 1 }, CancellationToken.None);

        Assert.Equal(0, engine.ChannelCount);
    }

    private async Task<Position> AppendAsync(int historyCount)
    {
        var retention = new Retention { HistoryCount = historyCount, HistoryAge = null, TombstoneAge = TimeSpan.Zero };
        var draft = new Draft { Type = "t", Data = default };
        var append = new Append { Channel = Room, Drafts = [draft], Retention = retention };
        return (await engine.AppendAsync(append, CancellationToken.None)).Head;
    }
}
