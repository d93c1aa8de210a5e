namespace RealtimeHub.TestKit.Tests;

public class RecorderTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task UntilAsync_ItemsFromManyThreads_WakesWhenAllAreThere()
    {
        var seen = new Recorder<int>();
        var waiting = seen.CountAsync(1000);
        Parallel.For(0, 1000, seen.Add);

        Assert.Equal(Enumerable.Range(0, 1000), (await waiting).Order());
    }

    [Fact]
    public async Task FirstAsync_ItemSeenBefore_IsFound()
    {
        var seen = new Recorder<string>();
        seen.Add("a");
        seen.Add("b");

        Assert.Equal("b", await seen.FirstAsync(item => item == "b"));
    }

    [Fact]
    public async Task UntilAsync_NeverEnough_ShowsWhatWasSeen()
    {
        var seen = new Recorder<string>();
        seen.Add("only this");

        var late = await Assert.ThrowsAsync<TimeoutException>(() => seen.CountAsync(2, Short));

        Assert.Contains("only this", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_SomeoneWaits_FailsAtOnceWithTheReason()
    {
        var seen = new Recorder<string>();
        var waiting = seen.CountAsync(1);
        seen.End(new IOException("the source is gone"));

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);

        Assert.Equal("the source is gone", failed.InnerException?.Message);
    }
}
