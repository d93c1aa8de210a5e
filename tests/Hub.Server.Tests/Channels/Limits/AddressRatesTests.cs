using System.Net;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels.Limits;

public class AddressRatesTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void TryTake_BeyondTheBurst_RefusesThatAddressOnly()
    {
        var rates = new AddressRates(new LimitOptions(), time);
        for (var i = 0; i < 30; i++)
            Assert.True(rates.TryTake(Address(1), out _));
        Assert.False(rates.TryTake(Address(1), out var retryAfter));
        Assert.Equal(100, retryAfter.TotalMilliseconds, 3);
        Assert.True(rates.TryTake(Address(2), out _));
    }

    [Fact]
    public void TryTake_Loopback_IsNotLimited()
    {
        var rates = new AddressRates(new LimitOptions(), time);
        for (var i = 0; i < 1_000; i++)
            Assert.True(rates.TryTake(IPAddress.Loopback, out _));
        Assert.Equal(0, rates.Addresses);
    }

    [Fact]
    public void TryTake_ManyAddresses_ForgetsTheQuietOnes()
    {
        var rates = new AddressRates(new LimitOptions(), time);
        for (var i = 0; i < 100_000; i++)
        {
            rates.TryTake(Address(i), out _);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(rates.Addresses, 1, AddressRates.SweepAt);
    }

    private static IPAddress Address(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
