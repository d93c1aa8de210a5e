using RealtimeHub.Server.Webhooks;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class RetryPaceTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly RetryPace pace = new(First, Longest, new Random(1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1_000_000, 60)]
    public void Next_AfterFailures_IsDoubledUpToTheLongestAndAtMostHalved(int failures, int seconds)
    {
        var waits = Enumerable.Range(0, 200).Select(_ => pace.Next(failures, TimeSpan.Zero).TotalSeconds).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, seconds / 2.0, seconds));
        Assert.True(waits.Distinct().Count() > 100);
    }

    [Fact]
    public void Next_AReceiverThatAsksForMore_GetsItUpToTheLongest()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), pace.Next(1, TimeSpan.FromSeconds(30)));
        Assert.Equal(Longest, pace.Next(1, TimeSpan.FromDays(1)));
    }
}
