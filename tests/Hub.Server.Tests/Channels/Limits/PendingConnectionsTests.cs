using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

[Trait("Safety", "L4")]
public class PendingConnectionsTests
{
    private static readonly IPAddress Far = IPAddress.Parse("192.0.2.7");
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void TryBegin_BeyondTheLimitOfTheAddress_RefusesThatAddressUntilOneHasEnded()
    {
        var pending = new PendingConnections(new LimitOptions { UnattachedPerAddress = 2 }, time);
        Begin(pending, Far);
        var second = Begin(pending, Far);

        Assert.Equal(ConnectionLimit.Address, pending.TryBegin(Far, out _));
        Assert.Equal(ConnectionLimit.None, pending.TryBegin(IPAddress.Parse("192.0.2.8"), out _));
        pending.End(second);
        pending.End(second);
        Assert.Equal(ConnectionLimit.None, pending.TryBegin(Far, out _));
        Assert.Equal(ConnectionLimit.Address, pending.TryBegin(Far, out _));
    }

    [Fact]
    public void TryBegin_BeyondTheLimitOfTheNode_RefusesEveryone()
    {
        var pending = new PendingConnections(new LimitOptions { UnattachedPerNode = 3 }, time);
        for (var n = 1; n <= 3; n++)
            Begin(pending, new IPAddress([10, 0, 0, (byte)n]));

        Assert.Equal(ConnectionLimit.Node, pending.TryBegin(Far, out _));
        Assert.Equal(3, pending.Count);
    }

    [Fact]
    public void Count_AfterTheirTime_IsZeroAndTheirTokensAreForgotten()
    {
        var pending = new PendingConnections(new LimitOptions { UnattachedPerAddress = 0 }, time);
        for (var n = 0; n < 1_000; n++)
            pending.Hold(Begin(pending, Far), $"token{n}");
        Assert.True(pending.TryFind("token7", out var seventh));
        pending.End(seventh);
        Assert.Equal(999, pending.Count);

        time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(0, pending.Count);
        Assert.False(pending.TryFind("token1", out _));
        Assert.Equal(ConnectionLimit.None, pending.TryBegin(Far, out _));
    }

    [Fact]
    public void Hold_OfOneThatHasEnded_KeepsNothing()
    {
        var pending = new PendingConnections(new LimitOptions(), time);
        var one = Begin(pending, Far);
        pending.End(one);

        pending.Hold(one, "late");

        Assert.False(pending.TryFind("late", out _));
    }

    private static PendingConnection Begin(PendingConnections pending, IPAddress address)
    {
        Assert.Equal(ConnectionLimit.None, pending.TryBegin(address, out var begun));
        return begun!;
    }
}
