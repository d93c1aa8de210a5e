using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Simulator;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources.Simulator;

public class SimulatorSourceTests
{
    private readonly TimerWatch time = new();

    [Fact]
    public async Task Read_Watched_GivesAllAndThenAsManyUpdatesASecondAsTheModelSays()
    {
        var source = Source(isWatched: true);
        await using var reader = source.ReadAsync(default).GetAsyncEnumerator();

        Assert.Equal(500, (await NextAsync(reader, TimeSpan.Zero)).Select(update => update.Key).Distinct().Count());
        var second = 0;
        for (var i = 0; i < 10; i++)
            second += (await NextAsync(reader, TimeSpan.FromMilliseconds(100))).Count;

        Assert.Equal(5_000, second);
    }

    [Fact]
    public async Task Read_WatchedByNoOne_ChangesEveryKeyOnceInTenSeconds()
    {
        var source = Source(isWatched: false);
        await using var reader = source.ReadAsync(default).GetAsyncEnumerator();
        await NextAsync(reader, TimeSpan.Zero);

        var next = reader.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(9.9));
        await time.TimerArmedAsync();
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(await next.Within());
        Assert.Equal(500, reader.Current.Count);
    }

    [Fact]
    public async Task Read_UpdatesPerSecondConfigured_GivesThatMany()
    {
        var source = new SimulatorSource("m", new MarketSimulation(new Random(1), time.GetUtcNow()), new SimulatorOptions { UpdatesPerSecond = 7 }, () => true, time);
        await using var reader = source.ReadAsync(default).GetAsyncEnumerator();
        await NextAsync(reader, TimeSpan.Zero);

        Assert.Single(await NextAsync(reader, TimeSpan.FromSeconds(1d / 7)));
    }

    private SimulatorSource Source(bool isWatched) =>
        new("m", new MarketSimulation(new Random(1), time.GetUtcNow()), new SimulatorOptions(), () => isWatched, time);

    private async Task<IReadOnlyList<FeedUpdate>> NextAsync(IAsyncEnumerator<IReadOnlyList<FeedUpdate>> reader, TimeSpan after)
    {
        var next = reader.MoveNextAsync().AsTask();
        time.Advance(after);
        Assert.True(await next.Within());
        return reader.Current;
    }
}
