using System.Net;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

[Trait("Safety", "L6")]
public class ConnectionCountsTests
{
    private static readonly IPAddress Far = IPAddress.Parse("192.0.2.7");

    [Fact]
    public void TryAcquire_BeyondTheUsersLimit_SaysUserAndCountsNothing()
    {
        var counts = new ConnectionCounts(new LimitOptions { ConnectionsPerUser = 2 });
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire("ann", Far));
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire("ann", Far));
        Assert.Equal(ConnectionLimit.User, counts.TryAcquire("ann", Far));
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire("bob", Far));
        Assert.Equal(3, counts.Node);
        counts.Release("ann", Far);
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire("ann", Far));
    }

    [Fact]
    public void TryAcquire_BeyondTheAddressesLimit_SaysAddress()
    {
        var counts = new ConnectionCounts(new LimitOptions { ConnectionsPerAddress = 1 });
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire(null, Far));
        Assert.Equal(ConnectionLimit.Address, counts.TryAcquire(null, Far.MapToIPv6()));
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire(null, IPAddress.Parse("192.0.2.8")));
        counts.Release(null, Far.MapToIPv6());
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire(null, Far));
    }

    [Fact]
    public void TryAcquire_BeyondTheNodesLimit_SaysNode()
    {
        var counts = new ConnectionCounts(new LimitOptions { ConnectionsPerNode = 1 });
        Assert.Equal(ConnectionLimit.None, counts.TryAcquire("ann", null));
        Assert.Equal(ConnectionLimit.Node, counts.TryAcquire("bob", null));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void TryAcquire_Loopback_CountsOnlyWhenAsked(string text)
    {
        var address = IPAddress.Parse(text);
        var skipping = new ConnectionCounts(new LimitOptions { ConnectionsPerAddress = 1 });
        var counting = new ConnectionCounts(new LimitOptions { ConnectionsPerAddress = 1, CountLoopback = true });
        skipping.TryAcquire(null, address);
        counting.TryAcquire(null, address);
        Assert.Equal(ConnectionLimit.None, skipping.TryAcquire(null, address));
        Assert.Equal(ConnectionLimit.Address, counting.TryAcquire(null, address));
    }

    [Fact]
    public void TryAcquire_Lifted_IsNeverRefused()
    {
        var counts = new ConnectionCounts(new LimitOptions { ConnectionsPerNode = 0, ConnectionsPerUser = 0, ConnectionsPerAddress = 0 });
        for (var i = 0; i < 20_000; i++)
            Assert.Equal(ConnectionLimit.None, counts.TryAcquire("ann", Far));
    }
}
