using RealtimeHub.Server.Modules.Feeds.Host;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Host;

public class CounterRatesTests
{
    private readonly CounterRates rates = new();

    [Fact]
    public void Next_First_GivesNothing() => Assert.Empty(Next(1, ("eth0", 100)));

    [Fact]
    public void Next_Second_GivesGrowthASecond()
    {
        Next(1, ("eth0", 100), ("eth1", 5));
        Assert.Equal([60], Next(3, ("eth0", 200), ("eth1", 25)));
    }

    [Fact]
    public void Next_CounterFell_CountsAsNoGrowth()
    {
        Next(1, ("eth0", uint.MaxValue - 10L), ("eth1", 0));
        Assert.Equal([5], Next(2, ("eth0", 20), ("eth1", 5)));
        Assert.Equal([15], Next(3, ("eth0", 30), ("eth1", 10)));
    }

    [Fact]
    public void Next_DeviceCameOrWent_CountsAsNoGrowth()
    {
        Next(1, ("eth0", 100), ("usb0", 1_000_000));
        Assert.Equal([1], Next(2, ("eth0", 101), ("eth1", 5_000_000)));
        Assert.Equal([3], Next(3, ("eth0", 102), ("eth1", 5_000_002)));
    }

    [Fact]
    public void Next_NoTimePassed_GivesNothing()
    {
        Next(1, ("eth0", 1));
        Assert.Empty(Next(1, ("eth0", 2)));
    }

    private double[] Next(double seconds, params (string Device, long Count)[] counters) =>
        rates.Next(counters.ToDictionary(counter => counter.Device, counter => new[] { counter.Count }), TimeSpan.FromSeconds(seconds)) ?? [];
}
