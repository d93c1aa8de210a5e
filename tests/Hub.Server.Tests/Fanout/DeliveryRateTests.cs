using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Tests.Fanout;

public class DeliveryRateTests
{
    private readonly DeliveryRate rate = new();

    [Fact]
    public void Read_SteadyRate_IsTheRate()
    {
        for (var tenth = 0; tenth < 200; tenth++)
            rate.Add(TimeSpan.FromMilliseconds(100 * tenth), 2, 30);

        Assert.Equal((20d, 300d), rate.Read(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Read_TheSecondThatRuns_IsNotInIt()
    {
        rate.Add(TimeSpan.FromSeconds(100.2), 10, 100);

        Assert.Equal((0d, 0d), rate.Read(TimeSpan.FromSeconds(100.9)));
        Assert.Equal((1d, 10d), rate.Read(TimeSpan.FromSeconds(101)));
    }

    [Theory]
    [InlineData(110.9, 1)]
    [InlineData(111, 0)]
    [InlineData(5_000, 0)]
    public void Read_AfterASilence_ForgetsWhatIsOlderThanTenSeconds(double seconds, double expected)
    {
        rate.Add(TimeSpan.FromSeconds(100.5), 10, 10);

        Assert.Equal(expected, rate.Read(TimeSpan.FromSeconds(seconds)).Publications);
    }

    [Fact]
    public void Add_AnEarlierTime_CountsInTheSecondThatRuns()
    {
        rate.Add(TimeSpan.FromSeconds(10), 5, 5);
        rate.Add(TimeSpan.FromSeconds(9), 5, 5);

        Assert.Equal(1, rate.Read(TimeSpan.FromSeconds(11)).Publications);
    }
}
