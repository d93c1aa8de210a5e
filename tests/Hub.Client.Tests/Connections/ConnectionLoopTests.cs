using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Client.Tests.Connections;

public sealed class ConnectionLoopTests
{
    [Fact]
    public async Task ConnectAsync_ServerNotUpYet_TriesUntilItIs()
    {
        var port = FreePort.Find();
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        var connecting = client.Hub.ConnectAsync();
        await client.Changes.UntilAsync(changes => changes.Count(change => change.Error is not null) >= 3);
        Assert.Equal(ConnectionState.Connecting, client.Hub.State);
        Assert.False(connecting.IsCompleted);

        await using var server = await ScriptedServer.StartAsync(port: port);
        await connecting.Within();
        Assert.Equal(ConnectionState.Connected, client.Hub.State);
        Assert.Equal("scripted", client.Hub.Welcome!.Node);
    }

    [Theory]
    [InlineData(ClosingCode.Shutdown)]
    [InlineData(ClosingCode.SlowConsumer)]
    public async Task Closing_Now_ComesBackAtOnce(ClosingCode code)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with { FirstRetryDelay = TimeSpan.FromHours(1), LongestRetryDelay = TimeSpan.FromHours(1) });
        await client.Hub.ConnectAsync().Within();
        await CloseAsync(server.Script.Connected.Items[0], code);
        await server.Script.Connected.CountAsync(2);
        Assert.Equal(TimeSpan.Zero, (await client.Changes.FirstAsync(change => change.RetryAfter is not null)).RetryAfter);
    }

    [Theory]
    [InlineData(ClosingCode.TokenExpired)]
    [InlineData(ClosingCode.TooManyErrors)]
    [InlineData(ClosingCode.ConnectionLimit)]
    public async Task Closing_Backoff_ComesBackAfterTheWait(ClosingCode code)
    {
        var time = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with { TimeProvider = time, FirstRetryDelay = TimeSpan.FromMinutes(10), LongestRetryDelay = TimeSpan.FromHours(1), ConnectTimeout = TimeSpan.FromDays(1) });
        await client.Hub.ConnectAsync().Within();
        await CloseAsync(server.Script.Connected.Items[0], code);
        var wait = (await client.Changes.FirstAsync(change => change.RetryAfter is not null)).RetryAfter!.Value;
        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(10));

        await AdvanceUntilAsync(time, TimeSpan.FromMinutes(1), () => server.Script.Connected.Count == 2);
        await client.Changes.UntilAsync(changes => changes.Count(change => change.Current == ConnectionState.Connected) == 2);
    }

    [Theory]
    [InlineData(ClosingCode.Kicked)]
    [InlineData(ClosingCode.Banned)]
    [InlineData(ClosingCode.ProtocolError)]
    public async Task Closing_Never_StaysAwayAndSaysSoToEveryone(ClosingCode code)
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var subscription = await client.Hub.SubscribeAsync("topic:a").Within();
        await CloseAsync(server.Script.Connected.Items[0], code);
        var closed = await client.Changes.FirstAsync(change => change.Current == ConnectionState.Closed);
        Assert.Equal(code, Assert.IsType<HubClosedException>(closed.Error).Closing!.Code);

        await Assert.ThrowsAsync<HubClosedException>(() => client.Hub.ConnectAsync().Within());
        await Assert.ThrowsAsync<HubClosedException>(() => client.Hub.PublishAsync("topic:a", "number", 1).Within());
        await Assert.ThrowsAsync<HubClosedException>(() => client.Hub.SubscribeAsync("topic:b").Within());
        await Assert.ThrowsAsync<HubClosedException>(async () => await subscription.GetAsyncEnumerator().MoveNextAsync().Within());
        Assert.Equal(SubscriptionState.Ended, subscription.State);
        Assert.Equal(1, server.Script.Connected.Count);
    }

    [Fact]
    public async Task Closing_NowFromAServerThatAlwaysCloses_WaitsLongerAndLonger()
    {
        var script = new HubScript { AfterWelcome = call => CloseAsync(call, ClosingCode.Shutdown) };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        _ = client.Hub.ConnectAsync();
        var changes = await client.Changes.UntilAsync(all => all.Count(change => change.RetryAfter is not null) >= 4);
        var waits = changes.Where(change => change.RetryAfter is not null).Select(change => change.RetryAfter!.Value).ToList();
        Assert.Equal(TimeSpan.Zero, waits[0]);
        Assert.All(waits.Skip(1), wait => Assert.True(wait > TimeSpan.Zero));
    }

    [Fact]
    public async Task Draining_Told_LeavesWithinTheTimeAndComesBack()
    {
        var time = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with { TimeProvider = time, ConnectTimeout = TimeSpan.FromDays(1) });
        await client.Hub.ConnectAsync().Within();
        await server.Script.Connected.Items[0].Caller.Draining(new Draining(60_000));
        await AdvanceUntilAsync(time, TimeSpan.FromSeconds(5), () => server.Script.Connected.Count == 2);
        Assert.InRange(time.GetUtcNow() - new FakeTimeProvider().GetUtcNow(), TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        await server.Script.Left.CountAsync(1);
    }

    [Fact]
    public async Task ConnectAsync_Cancelled_EndsTheWaitOnly()
    {
        var port = FreePort.Find();
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        using var cancel = new CancellationTokenSource();
        var connecting = client.Hub.ConnectAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Within());
        await using var server = await ScriptedServer.StartAsync(port: port);
        await client.Hub.ConnectAsync().Within();
    }

    [Fact]
    public async Task DisposeAsync_WhileConnected_LeavesInOrderAndEndsEverything()
    {
        await using var server = await ScriptedServer.StartAsync();
        var client = new ScriptedClient(server.Hub);
        var subscription = await client.Hub.SubscribeAsync("topic:a").Within();
        await client.DisposeAsync().AsTask().Within();
        await server.Script.Left.CountAsync(1);
        Assert.Equal(ConnectionState.Closed, client.Hub.State);
        Assert.False(await subscription.GetAsyncEnumerator().MoveNextAsync().Within());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.Hub.ConnectAsync());
    }

    [Fact]
    public async Task TokenExpiring_Told_GoesOnWithTheProvidersNextToken()
    {
        var tokens = 0;
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with { AccessTokenProvider = _ => ValueTask.FromResult<string?>($"token{++tokens}") });
        await client.Hub.ConnectAsync().Within();
        await server.Script.Connected.Items[0].Caller.TokenExpiring(new TokenExpiring(0));
        var refresh = (RefreshTokenRequest)await server.Script.Calls.FirstAsync(call => call is RefreshTokenRequest);
        Assert.Equal("token2", refresh.Token);
    }

    private static async Task CloseAsync(ScriptedCall connection, ClosingCode code)
    {
        await connection.Caller.Closing(new Closing(code, "because", code.Advice()));
        connection.Cut();
    }

    /// <summary>Advances time while the client, on other threads, gets to its timers. The client's own limits of time must be longer: they run by the same clock.</summary>
    private static Task AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Func<bool> holds) => TestTimeout.Until(() =>
    {
        if (holds())
            return true;
        time.Advance(step);
        return false;
    });
}
