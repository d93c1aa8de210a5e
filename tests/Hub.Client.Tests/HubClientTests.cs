using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Client.Tests;

/// <summary>How a client ends, whichever of its callbacks ends it.</summary>
public sealed class HubClientTests
{
    [Fact]
    public async Task DisposeAsync_WaitedForInStateChanged_ReturnsAndEndsTheClient()
    {
        await using var server = await ScriptedServer.StartAsync();
        var client = new ScriptedClient(server.Hub);
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Hub.StateChanged += (_, change) =>
        {
            if (change.Current != ConnectionState.Connected)
                return;
            client.Hub.DisposeAsync().AsTask().Wait();
            returned.SetResult();
        };
        _ = client.Hub.ConnectAsync();
        await returned.Task.Within();
        await client.Changes.FirstAsync(change => change.Current == ConnectionState.Closed);
        await client.Hub.DisposeAsync().AsTask().Within();
    }

    [Fact]
    public async Task DisposeAsync_WaitedForInTheTokenProvider_ReturnsAndEndsTheClient()
    {
        await using var server = await ScriptedServer.StartAsync();
        HubClient? hub = null;
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = new ScriptedClient(server.Hub, options => options with
        {
            AccessTokenProvider = _ =>
            {
                hub!.DisposeAsync().AsTask().Wait(CancellationToken.None);
                returned.TrySetResult();
                return ValueTask.FromResult<string?>(null);
            },
        });
        hub = client.Hub;
        _ = client.Hub.ConnectAsync();
        await returned.Task.Within();
        await client.Changes.FirstAsync(change => change.Current == ConnectionState.Closed);
    }

    [Fact]
    public async Task DisposeAsync_WaitedForWhileTheHandlerIsConfigured_ReturnsAndEndsTheClient()
    {
        HubClient? hub = null;
        await using var client = new ScriptedClient(new Uri("http://127.0.0.1:1/hub"), options => options with { ConfigureHttp = _ => hub!.DisposeAsync().AsTask().Wait() });
        hub = client.Hub;
        _ = client.Hub.ConnectAsync();
        await client.Changes.FirstAsync(change => change.Current == ConnectionState.Closed);
    }

    [Theory]
    [InlineData("publication")]
    [InlineData("reset")]
    [InlineData("signal")]
    [InlineData("presence")]
    [InlineData("state")]
    public async Task DisposeAsync_WaitedForInAHandlerOfASubscription_ReturnsAndEndsTheClient(string which)
    {
        var channel = ChannelName.Parse("topic:a");
        var script = new HubScript { Subscribe = (_, request) => Task.FromResult(HubScript.Granted(request, 0) with { Presence = new PresenceSnapshot([], 0, 0, 1) }) };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = client.Hub.SubscribeAsync(channel, new SubscriptionOptions
        {
            Presence = true,
            OnPublication = (_, _) => End("publication"),
            OnReset = (_, _) => End("reset"),
            OnSignal = _ => EndNow("signal"),
            OnPresence = (_, _) => EndNow("presence"),
            OnStateChange = _ => EndNow("state"),
        });
        await script.Calls.FirstAsync(call => call is SubscribeRequest);
        var caller = (await script.Connected.CountAsync(1))[0].Caller;
        await caller.Signal(new Signal { Channel = channel, Type = "wave", Data = Payload.From(1), Time = 0 });
        await caller.Reset(new Reset(channel, new Position("e", 0), null, GapReason.Epoch));
        await caller.Publication(HubScript.Numbered("topic:a", 1));
        await returned.Task.Within();
        await client.Changes.FirstAsync(change => change.Current == ConnectionState.Closed);

        ValueTask End(string handler)
        {
            EndNow(handler);
            return ValueTask.CompletedTask;
        }

        void EndNow(string handler)
        {
            if (handler != which)
                return;
            client.Hub.DisposeAsync().AsTask().Wait();
            returned.TrySetResult();
        }
    }

    [Fact]
    public async Task DisposeAsync_TokenProviderThatNeverAnswers_Ends()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync();
        var client = new ScriptedClient(server.Hub, options => options with
        {
            AccessTokenProvider = _ =>
            {
                asked.TrySetResult();
                return new ValueTask<string?>(new TaskCompletionSource<string?>().Task);
            },
        });
        _ = client.Hub.ConnectAsync();
        await asked.Task.Within();
        await client.DisposeAsync().AsTask().Within();
    }

    [Fact]
    public async Task ConnectAsync_TokenProvider_IsAskedOnceAConnection()
    {
        var asked = 0;
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new ScriptedClient(server.Hub, options => options with
        {
            Transports = HubTransports.WebSockets,
            AccessTokenProvider = _ =>
            {
                asked++;
                return ValueTask.FromResult<string?>("secret");
            },
        });
        await client.Hub.ConnectAsync().Within();
        Assert.Equal(1, asked);
    }
}
