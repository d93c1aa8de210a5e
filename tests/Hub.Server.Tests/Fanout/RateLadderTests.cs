using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Tests.Fanout;

public sealed class RateLadderTests
{
    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.19, 0.1)]
    [InlineData(0.2, 0.2)]
    [InlineData(0.99, 0.5)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(9.99, 5)]
    [InlineData(19, 10)]
    [InlineData(49, 20)]
    [InlineData(50, 50)]
    [InlineData(1e300, 50)]
    public void RoundDown_Wish_IsTheHighestRungNotAboveIt(double wish, double rung) => Assert.Equal(rung, RateLadder.RoundDown(wish));

    [Fact]
    public void Interval_Rung_IsItsInverse() => Assert.Equal(TimeSpan.FromMilliseconds(200), RateLadder.Interval(5));
}
