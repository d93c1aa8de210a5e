using System.Net;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

[Trait("Safety", "L3")]
public class NegotiationRatesTests
{
    [Fact]
    public void TryTake_BeyondTheBurst_RefusesThatAddressOnlyAndSaysHowLong()
    {
        using var rates = new NegotiationRates(new LimitOptions { NegotiationsPerSecond = 0.1 });
        for (var i = 0; i < 30; i++)
            Assert.True(rates.TryTake(Address(1), out _));

        Assert.False(rates.TryTake(Address(1), out var retryAfter));
        Assert.InRange(retryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        Assert.True(rates.TryTake(Address(2), out _));
    }

    [Fact]
    public void TryTake_OneNetworkOfIpv6_IsOneClient()
    {
        using var rates = new NegotiationRates(new LimitOptions { NegotiationsPerSecond = 0.1 });
        for (var i = 0; i < 30; i++)
            Assert.True(rates.TryTake(IPAddress.Parse($"2001:db8::{i:x}"), out _));

        Assert.False(rates.TryTake(IPAddress.Parse("2001:db8::ffff:1"), out _));
        Assert.True(rates.TryTake(IPAddress.Parse("2001:db8:0:1::1"), out _));
    }

    [Fact]
    public void TryTake_LoopbackOrLifted_IsNotLimited()
    {
        using var rates = new NegotiationRates(new LimitOptions { NegotiationsPerSecond = 0.1 });
        using var lifted = new NegotiationRates(new LimitOptions { NegotiationsPerSecond = 0, NegotiationsOfNodePerSecond = 0 });
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(rates.TryTake(IPAddress.Loopback, out _));
            Assert.True(lifted.TryTake(Address(1), out _));
            Assert.True(rates.TryTakeOfNode(IPAddress.Loopback));
            Assert.True(lifted.TryTakeOfNode(Address(1)));
        }
    }

    [Fact]
    public void TryTakeOfNode_BeyondASecondsWorth_IsRefused()
    {
        using var rates = new NegotiationRates(new LimitOptions { NegotiationsOfNodePerSecond = 0.2 });

        Assert.True(rates.TryTakeOfNode(Address(1)));
        Assert.False(rates.TryTakeOfNode(Address(2)));
    }

    private static IPAddress Address(int number) => new([10, 0, 0, (byte)number]);
}
