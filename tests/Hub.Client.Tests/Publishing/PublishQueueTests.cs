using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit.Network;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Publishing;

public sealed class PublishQueueTests
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
    public async Task PublishAsync_RefusedWhileConnected_FailsForTheCaller()
    {
        var script = new HubScript { Publish = (_, _) => throw new HubException("rate_limited: too many publishes; retry after 20 ms") };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        await client.Hub.ConnectAsync().Within();
        // The queue is looked at once after connecting; a publish before that counts as one that waited.
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
    public async Task PublishAsync_WaitedAndRefusedBySlowMode_FailsAndLetsTheNextGo()
    {
        var port = FreePort.Find();
        var script = new HubScript
        {
            Publish = (_, request) => request.Data.As<int>() == 1
                ? throw new HubException("rate_limited: slow mode\n{\"reason\":\"slow_mode\",\"retryAfterMs\":900}")
                : Task.FromResult(new PublishResult(new Position("e", 1), false)),
        };
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{port}/hub"));
        var (first, second) = (client.Hub.PublishAsync("topic:a", "number", 1), client.Hub.PublishAsync("topic:a", "number", 2));
        await using var server = await ScriptedServer.StartAsync(script, port);
        var refusal = await Assert.ThrowsAsync<HubCallException>(() => first.Within());
        Assert.Equal(("slow_mode", TimeSpan.FromMilliseconds(900)), (refusal.Details?.Reason, refusal.RetryAfter));
        await second.Within();
        Assert.Equal(2, script.CallsOf<PublishRequest>().Count);
    }

    [Fact]
    public async Task PublishAsync_QueueFull_IsRefusedAtOnce()
    {
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{FreePort.Find()}/hub"), options => options with { PublishQueueCapacity = 2 });
        _ = client.Hub.PublishAsync("topic:a", "number", 1);
        _ = client.Hub.PublishAsync("topic:a", "number", 2);
        await Assert.ThrowsAsync<PublishQueueFullException>(() => client.Hub.PublishAsync("topic:a", "number", 3));
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DisposeAsync_ManyPublishesWaiting_TakesTimeInProportion(bool cancellable)
    {
        // The first run is for the compiler. Removing each from the middle of a list would take sixteen times as long for four times as many.
        await FailAsync(1_000, cancellable);
        var (few, many) = (await FailAsync(15_000, cancellable), await FailAsync(60_000, cancellable));
        Assert.True(many < (few * 9) + TimeSpan.FromSeconds(1), $"{few} for 15,000, {many} for 60,000");
    }

    private static async Task<TimeSpan> FailAsync(int count, bool cancellable)
    {
        var client = new ScriptedClient(new Uri($"http://127.0.0.1:{FreePort.Find()}/hub"), options => options with { PublishQueueCapacity = count });
        using var cancel = new CancellationTokenSource();
        var publishes = Enumerable.Range(1, count)
            .Select(i => client.Hub.PublishAsync("topic:a", "number", i, cancellationToken: cancellable ? cancel.Token : default)).ToList();
        var began = TimeProvider.System.GetTimestamp();
        if (cancellable)
            await cancel.CancelAsync();
        await client.DisposeAsync();
        await Task.WhenAll(publishes).ContinueWith(_ => { }, TaskScheduler.Default).Within();
        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.All(publishes, publish => Assert.Equal(cancellable ? TaskStatus.Canceled : TaskStatus.Faulted, publish.Status));
        return took;
    }
}
