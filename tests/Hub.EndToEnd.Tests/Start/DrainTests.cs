using System.Net;
using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.EndToEnd.Tests.Start;

/// <summary>An orderly stop, as SIGTERM asks for it.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Stop_WithClients_TellsThemAndEndsWith0()
    {
        await using var server = await ServerProcess.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        using var stays = await RawHub.ConnectAsync(server.HubAddress);
        using var goes = await RawHub.ConnectAsync(server.HubAddress);
        var began = TimeProvider.System.GetTimestamp();
        server.Send(ProcessSignal.Terminate);

        foreach (var hub in new[] { stays, goes })
            Assert.Equal(5_000, (await hub.CallbackAsync("Draining")).GetProperty("reconnectAfterMs").GetInt32());

        // Not ready, no newcomers; who is here is served to the end.
        using var ready = await http.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("draining", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var negotiate = await http.PostAsync("hub/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, negotiate.StatusCode);
        Assert.NotNull(negotiate.Headers.RetryAfter);
        Assert.Equal(200, (int)(await http.GetAsync("health/live")).StatusCode);
        Assert.True((await stays.InvokeAsync("Publish", """{"channel":"topic:x","type":"t","data":1}""")).TryGetProperty("result", out _));
        await goes.Socket.SendCloseAsync(1000);

        var closing = await stays.CallbackAsync("Closing");
        Assert.Equal(("shutdown", "now"), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString()));
        var close = (await stays.ReadAsync())!.Value;
        Assert.True(close.GetProperty("type").GetInt32() == 7 && close.GetProperty("allowReconnect").GetBoolean());
        await stays.Socket.SendCloseAsync(1000);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Stop_WithoutClients_EndsWith0AtOnce()
    {
        await using var server = await ServerProcess.StartAsync();
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await server.StopAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Stop_WhileReplaysRunToWhoReadsNothing_EndsWith0InTime()
    {
        var settings = new ServerSettings().With("Hub:Limits:PublishesPerSecond", "0").With("Hub:Limits:CallsPerSecond", "0");
        await using var server = await ServerProcess.StartAsync(settings);
        using var writer = await RawHub.ConnectAsync(server.HubAddress);
        var data = new string('x', 60_000);
        string? epoch = null;
        for (var n = 0; n < 120; n++)
        {
            var result = await writer.InvokeAsync("Publish", $$"""{"channel":"topic:long","type":"t","data":"{{data}}"}""");
            epoch = result.GetProperty("result").GetProperty("position").GetProperty("epoch").GetString();
        }

        var deaf = new List<RawHub>();
        for (var n = 0; n < 5; n++)
        {
            var hub = await RawHub.ConnectAsync(server.HubAddress);
            await hub.CallAsync("Subscribe", $$$"""{"channel":"topic:long","since":{"epoch":"{{{epoch}}}","offset":0}}""");
            deaf.Add(hub);
        }

        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await server.StopAsync());
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
        foreach (var hub in deaf)
            hub.Dispose();
    }

    [Theory]
    [InlineData("10", "WebSockets")]
    [InlineData("6", "LongPolling")]
    public async Task Stop_WithStockClient_ItComesBackToTheNextServer(string client, string transport)
    {
        var settings = new ServerSettings { Port = FreePort.Find() };
        await using var first = await ServerProcess.StartAsync(settings);
        await using var script = await NodeScript.StartAsync(
            Repository.PathOf("tests/interop/ends.mjs"), [first.Address.AbsoluteUri, client, transport, "1"]);
        await script.FirstAsync(message => Is(message, "connected"));

        Assert.Equal(0, await first.StopAsync());
        await using var second = await ServerProcess.StartAsync(settings);
        await script.FirstAsync(message => Is(message, "reconnected"));

        Assert.Equal("shutdown", script.Messages.Items.First(message => Is(message, "closing")).GetProperty("code").GetString());
        Assert.Contains(script.Messages.Items, message => Is(message, "draining"));
        script.Send(ProcessSignal.Terminate);
    }

    private static bool Is(JsonElement message, string name) => message.GetProperty("event").GetString() == name;
}
