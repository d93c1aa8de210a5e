using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Transports;

namespace RealtimeHub.Server.Tests.Transports;

/// <summary>Connection tokens are taken once, and forgotten in time.</summary>
public class NegotiationsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly FakeTimeProvider time = new();
    private readonly Negotiations negotiations;

    public NegotiationsTests() => negotiations = new Negotiations(Patience, time);

    [Fact]
    public void Take_ATokenThatWasGivenOut_GivesItsConnectionOnce()
    {
        negotiations.Hold("secret", "id");
        Assert.Equal(NegotiationState.Unknown, negotiations.StateOf("secret"));

        Assert.True(negotiations.TryTake("secret", out var id));
        Assert.Equal("id", id);
        Assert.False(negotiations.TryTake("secret", out _));
        Assert.False(negotiations.TryTake("another", out _));
        Assert.Equal(NegotiationState.InUse, negotiations.StateOf("secret"));
    }

    [Fact]
    public void End_OfItsWebSocket_LeavesATokenThatNoOneMayUse()
    {
        negotiations.Hold("secret", "id");
        negotiations.TryTake("secret", out _);
        negotiations.End("secret");

        Assert.Equal(NegotiationState.Over, negotiations.StateOf("secret"));
        Assert.False(negotiations.TryTake("secret", out _));
    }

    [Fact]
    public void Leave_ATokenToSignalR_NoWebSocketOfOursMayTakeItAnyMore()
    {
        negotiations.Hold("left", "1");
        negotiations.Hold("taken", "2");
        negotiations.TryTake("taken", out _);

        Assert.True(negotiations.TryLeave("left"));
        Assert.True(negotiations.TryLeave("left"));
        Assert.False(negotiations.TryTake("left", out _));
        Assert.False(negotiations.TryLeave("taken"));
        negotiations.End("taken");
        Assert.False(negotiations.TryLeave("taken"));
        Assert.True(negotiations.TryLeave("unknown"));
    }

    [Fact]
    public void Hold_AfterAWhile_ForgetsWhatSignalRHasFreedToo()
    {
        negotiations.Hold("unused", "1");
        negotiations.Hold("used", "2");
        negotiations.Hold("in use", "3");
        negotiations.TryTake("used", out _);
        negotiations.TryTake("in use", out _);
        negotiations.End("used");
        time.Advance(Patience + TimeSpan.FromSeconds(1));
        Assert.False(negotiations.TryTake("unused", out _));
        negotiations.Hold("new", "4");
        Assert.Equal(NegotiationState.Over, negotiations.StateOf("used"));

        time.Advance(TimeSpan.FromMinutes(2));
        negotiations.Hold("newer", "5");

        Assert.Equal(NegotiationState.InUse, negotiations.StateOf("in use"));
        Assert.Equal(2, negotiations.Count);
        negotiations.End("in use");
        Assert.Equal(1, negotiations.Count);
    }

    [Fact]
    public async Task Take_ByManyAtOnce_LetsOneHaveIt()
    {
        for (var round = 0; round < 200; round++)
        {
            negotiations.Hold($"{round}", "id");
            var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => negotiations.TryTake($"{round}", out var _))));
            Assert.Single(taken, took => took);
        }
    }
}
