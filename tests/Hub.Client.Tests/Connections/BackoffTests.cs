using RealtimeHub.Client.Connections;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Connections;

public sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public void Next_Repeated_IsAnywhereBelowADoublingBound()
    {
        var largest = new double[12];
        for (var seed = 0; seed < 500; seed++)
        {
            var backoff = new Backoff(First, Longest, new Random(seed));
            for (var i = 0; i < largest.Length; i++)
                largest[i] = Math.Max(largest[i], backoff.Next().TotalMilliseconds);
        }

        for (var i = 0; i < largest.Length; i++)
        {
            var bound = Math.Min(500 * Math.Pow(2, i), 30_000);
            Assert.InRange(largest[i], bound * 0.95, bound);
        }
    }

    [Fact]
    public void Next_AfterAnHourOfFailures_StaysWithinTheLongest()
    {
        var backoff = new Backoff(First, Longest, new Random(1));
        Assert.All(Enumerable.Range(0, 5000), _ => Assert.InRange(backoff.Next(), TimeSpan.Zero, Longest));
    }

    [Theory]
    [InlineData(ReconnectAdvice.Now, false, 0, 0, true)]
    [InlineData(ReconnectAdvice.Now, false, 1, 0, false)]
    [InlineData(ReconnectAdvice.Now, false, 1, 11, true)]
    [InlineData(ReconnectAdvice.Backoff, false, 0, 11, false)]
    [InlineData(null, false, 0, 11, false)]
    [InlineData(null, true, 0, 11, true)]
    public void ReturnPlan_Advised_ComesBackAtOnceOrWaits(ReconnectAdvice? advice, bool drained, int failures, int lastedSeconds, bool atOnce)
    {
        var backoff = new Backoff(First, Longest, new Random(1));
        for (var i = 0; i < failures; i++)
            backoff.Next();
        var wait = new ReconnectPolicy(backoff, TimeSpan.FromSeconds(10)).Next(advice, drained, TimeSpan.FromSeconds(lastedSeconds));
        Assert.Equal(atOnce, wait == TimeSpan.Zero);
    }

    [Fact]
    public void ReturnPlan_Never_IsNever() =>
        Assert.Null(new ReconnectPolicy(new Backoff(First, Longest, new Random(1)), First).Next(ReconnectAdvice.Never, false, Longest));
}
