using System.Net;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>Connections that don't shake hands.</summary>
[Trait("Safety", "L5")]
public sealed class HandshakeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("""{"protocol":"json","version":1}""")]
    public async Task L5_WebSocketWithoutAWholeHandshake_IsToldAndClosedInItsTime(string sent)
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:HandshakeTimeout", "00:00:01");
        using var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress);
        if (sent.Length > 0)
            await socket.SendTextAsync(sent);

        Assert.Equal("""{"error":"the handshake did not come within 1 s"}""" + "\u001e", (await socket.ReadFrameAsync())!.Text);
        Assert.Equal(Opcode.Close, (await socket.ReadFrameAsync())!.Opcode);
        Assert.Equal((0, 0), (hosted.Connections.Count, hosted.Get<PendingConnections>().Count));
    }

    [Fact]
    public async Task L5_WebSocketWithALongHandshake_IsToldAndClosed()
    {
        await using var hosted = await HostedHub.StartAsync();
        using var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress);
        await socket.SendTextAsync("""{"protocol":"json","version":1,"more":" """ + new string('x', 5_000));

        Assert.Equal("""{"error":"a handshake has at most 4096 bytes"}""" + "\u001e", (await socket.ReadFrameAsync())!.Text);
        Assert.Equal(Opcode.Close, (await socket.ReadFrameAsync())!.Opcode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/event-stream")]
    public async Task L5_PollOrEventStreamWithoutAHandshake_IsEndedInItsTime(string? accept)
    {
        await using var hosted = await HostedHub.StartAsync("--Hub:Limits:HandshakeTimeout", "00:00:01");
        using var http = new HttpClient { BaseAddress = hosted.Address };
        using var negotiated = await http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), null).Within();
        using var answer = System.Text.Json.JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        var path = new Uri("/hub?id=" + Uri.EscapeDataString(answer.RootElement.GetProperty("connectionToken").GetString()!), UriKind.Relative);
        var text = "";
        for (var n = 0; n < 3 && !text.Contains("the handshake did not come", StringComparison.Ordinal); n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (accept is not null)
                request.Headers.Accept.ParseAdd(accept);
            using var response = await http.SendAsync(request).Within();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            text += await response.Content.ReadAsStringAsync().Within();
        }

        Assert.Contains("the handshake did not come within 1 s", text, StringComparison.Ordinal);
        await TestTimeout.Until(() => hosted.Get<PendingConnections>().Count == 0, what: "nothing pending");
    }
}
