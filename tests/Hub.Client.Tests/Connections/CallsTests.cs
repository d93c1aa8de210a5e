using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Client.Tests.Connections;

public sealed class CallsTests
{
    [Fact]
    public async Task InvokeAsync_NoConnectionWithinTheLimit_SaysWhichCallAndHowLong()
    {
        await using var client = new ScriptedClient(new Uri($"http://127.0.0.1:{FreePort.Find()}/hub"), options => options with { CallTimeout = TimeSpan.FromSeconds(1) });
        var error = await Assert.ThrowsAsync<TimeoutException>(() => client.Hub.ReadHistoryAsync("topic:a").Within());
        Assert.Equal("ReadHistory was not answered within 1 s.", error.Message);
    }

    [Fact]
    public async Task InvokeAsync_ConnectionLostUnderARead_IsRepeatedOnTheNext()
    {
        var script = new HubScript();
        script.ReadHistory = (call, _) =>
        {
            if (script.CallsOf<ReadHistoryRequest>().Count > 1)
                return Task.FromResult(new HistoryPage([], new Position("e", 7), false));
            call.Cut();
            return new TaskCompletionSource<HistoryPage>().Task.WaitAsync(call.Context.ConnectionAborted);
        };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        Assert.Equal(7, (await client.Hub.ReadHistoryAsync("topic:a").Within()).Position.Offset);
    }

    [Fact]
    public async Task InvokeAsync_ConnectionLostUnderACallThatMustNotBeRepeated_Fails()
    {
        var script = new HubScript
        {
            ReadHistory = (call, _) =>
            {
                call.Cut();
                return new TaskCompletionSource<HistoryPage>().Task.WaitAsync(call.Context.ConnectionAborted);
            },
        };
        await using var server = await ScriptedServer.StartAsync(script);
        await using var client = new ScriptedClient(server.Hub);
        var request = new ReadHistoryRequest("topic:a");
        await Assert.ThrowsAsync<ConnectionLostException>(() => client.Hub.InvokeAsync<HistoryPage>(nameof(IChannelMethods.ReadHistory), request).Within());
        Assert.Single(script.CallsOf<ReadHistoryRequest>());
    }
}
