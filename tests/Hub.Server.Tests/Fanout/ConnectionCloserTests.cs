using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Fanout;

public class ConnectionCloserTests
{
    private readonly FakeTimeProvider time = new();
    private readonly TestConnection connection = new("c1");
    private readonly IConnectionLifetimeFeature lifetime = Substitute.For<IConnectionLifetimeFeature>();
    private readonly ConnectionCloser closer;

    public ConnectionCloserTests()
    {
        closer = new ConnectionCloser(time, NullLogger<ConnectionCloser>.Instance);
        connection.Features.Set(lifetime);
    }

    [Fact]
    public async Task Close_ThatAllowsReconnecting_WritesWhyWaitsForTheClientAndCutsTheTransport()
    {
        var closing = closer.CloseAsync(connection, ClosingCode.SlowConsumer, "slow");
        var written = connection.Written();
        lifetime.DidNotReceive().Abort();

        time.Advance(TimeSpan.FromSeconds(2));
        await closing.Within();

        Assert.Equal(new Closing(ClosingCode.SlowConsumer, "slow", ReconnectAdvice.Now), written[0]);
        Assert.True(Assert.IsType<CloseMessage>(written[1]).AllowReconnect);
        lifetime.Received(1).Abort();
    }

    [Fact]
    public async Task Close_Twice_TheFirstReasonCounts()
    {
        var first = closer.CloseAsync(connection, ClosingCode.Shutdown, "first");
        await closer.CloseAsync(connection, ClosingCode.Kicked, "second").Within();
        time.Advance(TimeSpan.FromSeconds(2));
        await first.Within();

        Assert.Equal("first", Assert.Single(connection.Written().OfType<Closing>()).Message);
    }

    [Fact]
    public void Announce_EndForGood_AbortsSoThatSignalRsOwnCloseSaysSo()
    {
        closer.Announce(connection, ClosingCode.ProtocolError, "garbage");

        Assert.Equal("garbage", Assert.Single(connection.Written().OfType<Closing>()).Message);
        Assert.True(connection.ConnectionAborted.IsCancellationRequested || SpinWait.SpinUntil(() => connection.ConnectionAborted.IsCancellationRequested, TestTimeout.Usual));
    }
}
