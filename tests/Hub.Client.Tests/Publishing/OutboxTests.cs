using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit.Network;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Publishing;

public sealed class OutboxTests
{
    [Fact]
    public async Task PublishAsync_Offline_SendsEachOnceInOrderWhenConnected()
    {
        var port = FreePort.Find();
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        var publishes = Enumerable.Range(1, 50).Select(i => client.Hub.PublishAsync("topic:a", "number", i)).ToList();
        Assert.Equal(50, client.Hub.PendingPublishes);

        await using var server = await ScriptedServer.StartAsync(port: port);
        await Task.WhenAll(publishes).Within();
        var calls = server.Script.CallsOf<PublishRequest>();
        Assert.Equal(Enumerable.Range(1, 50), calls.Select(call => call.Data.As<int>()));
        Assert.Equal(50, calls.Select(call => call.IdempotencyKey).Distinct().Count());
        Assert.All(calls, call => Assert.InRange(call.IdempotencyKey!.Length, 1, 64));
        Assert.Equal(0, client.Hub.PendingPublishes);
    }

    [Fact]
    public async Task PublishAsync_ConnectionLostBeforeTheAnswer_RepeatsUnderTheSameKey()
    {
        var script = new HubScript();
        script.Publish = (call, _) =>
        {
            if (script.CallsOf<PublishRequest>().Count > 1)
                return Task.FromResult(new PublishResult(new Position("e", 1), true));
            call.Cut();
            return new TaskCompletionSource<PublishResult>().Task.WaitAsync(call.Context.ConnectionAborted);
        };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        await client.Hub.ConnectAsync().Within();
        var result = await client.Hub.PublishAsync("topic:a", "number", 1, new PublishOptions { IdempotencyKey = "mine" }).Within();
        Assert.True(result.Duplicate);
        Assert.Equal(["mine", "mine"], script.CallsOf<PublishRequest>().Select(call => call.IdempotencyKey));
    }

    [Fact]
    public async Task PublishAsync_OutcomeUnknownForTooLong_FailsInsteadOfRepeating()
    {
        var script = new HubScript
        {
            Publish = (call, _) =>
            {
                call.Cut();
                return new TaskCompletionSource<PublishResult>().Task.WaitAsync(call.Context.ConnectionAborted);
            },
        };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub, options => options with { RepeatWithin = TimeSpan.Zero });
        await client.Hub.ConnectAsync().Within();
        await Assert.ThrowsAsync<ConnectionLostException>(() => client.Hub.PublishAsync("topic:a", "number", 1).Within());
        Assert.Single(script.CallsOf<PublishRequest>());
    }

    [Fact]
    public async Task PublishAsync_WaitedAndRateLimited_SlowsDownAndKeepsTheOrder()
    {
        var port = FreePort.Find();
        var refusals = 0;
        var script = new HubScript
        {
            Publish = (_, request) => request.Data.As<int>() % 5 == 0 && refusals++ < 3
                ? throw new HubException("rate_limited: too many publishes; retry after 5 ms")
                : Task.FromResult(new PublishResult(new Position("e", request.Data.As<int>()), false)),
        };
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        var publishes = Enumerable.Range(1, 12).Select(i => client.Hub.PublishAsync("topic:a", "number", i)).ToList();
        await using var server = await ScriptedServer.StartAsync(script, port);
        var results = await Task.WhenAll(publishes).Within();
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), results.Select(result => result.Position.Offset));
        Assert.Equal([1, 2, 3, 4, 5, 5, 5, 5, 6, 7, 8, 9, 10, 11, 12], script.CallsOf<PublishRequest>().Select(call => call.Data.As<int>()));
    }

    [Fact]
    public async Task PublishAsync_RefusedWhileConnected_TellsTheCaller()
    {
        var script = new HubScript { Publish = (_, _) => throw new HubException("rate_limited: too many publishes; retry after 20 ms") };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        await client.Hub.ConnectAsync().Within();
        // The outbox is looked at once after connecting; a publish before that counts as one that waited.
        var refusal = await Assert.ThrowsAsync<HubCallException>(async () =>
        {
            while (true)
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3));
                try
                {
                    await client.Hub.PublishAsync("topic:a", "number", 1, cancellationToken: soon.Token).Within();
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        Assert.Equal((ErrorCode.RateLimited, true, TimeSpan.FromMilliseconds(20)), (refusal.Code, refusal.IsTemporary, refusal.RetryAfter));
    }

    [Fact]
    public async Task PublishAsync_WaitedAndRefusedForGood_FailsAndLetsTheNextGo()
    {
        var port = FreePort.Find();
        var script = new HubScript
        {
            Publish = (_, request) => request.Data.As<int>() == 1
                ? throw new HubException("bad_request: type: is empty")
                : Task.FromResult(new PublishResult(new Position("e", 1), false)),
        };
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        var (first, second) = (client.Hub.PublishAsync("topic:a", "", 1), client.Hub.PublishAsync("topic:a", "number", 2));
        await using var server = await ScriptedServer.StartAsync(script, port);
        Assert.Equal(ErrorCode.BadRequest, (await Assert.ThrowsAsync<HubCallException>(() => first.Within())).Code);
        await second.Within();
    }

    [Fact]
    public async Task PublishAsync_OutboxFull_IsRefusedAtOnce()
    {
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{FreePort.Find()}/hub"), options => options with { OutboxSize = 2 });
        _ = client.Hub.PublishAsync("topic:a", "number", 1);
        _ = client.Hub.PublishAsync("topic:a", "number", 2);
        await Assert.ThrowsAsync<OutboxFullException>(() => client.Hub.PublishAsync("topic:a", "number", 3));
        await Assert.ThrowsAsync<ConnectionLostException>(() => client.Hub.PublishAsync("topic:a", "number", 3, new PublishOptions { NeedsConnection = true }));
    }

    [Fact]
    public async Task PublishAsync_CancelledBeforeItWasSent_IsNotSent()
    {
        var port = FreePort.Find();
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        using var cancel = new CancellationTokenSource();
        var first = client.Hub.PublishAsync("topic:a", "number", 1, cancellationToken: cancel.Token);
        var second = client.Hub.PublishAsync("topic:a", "number", 2);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Within());
        await using var server = await ScriptedServer.StartAsync(port: port);
        await second.Within();
        Assert.Equal(2, Assert.Single(server.Script.CallsOf<PublishRequest>()).Data.As<int>());
    }

    [Fact]
    public async Task DisposeAsync_PublishesWaiting_FailThem()
    {
        var client = new ScriptedClient(new Uri($"http://127.0.0.1:{FreePort.Find()}/hub"));
        var publish = client.Hub.PublishAsync("topic:a", "number", 1);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<HubClosedException>(() => publish.Within());
    }
}
