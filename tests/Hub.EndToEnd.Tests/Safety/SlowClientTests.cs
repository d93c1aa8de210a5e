using System.Net.Sockets;
using System.Text;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>Requests that are too long, too slow or half.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    private HostedHub hosted = null!;

    public async Task InitializeAsync() => hosted = await HostedHub.StartAsync();

    public async Task DisposeAsync() => await hosted.DisposeAsync();

    public static TheoryData<string, string> LongRequests => new()
    {
        { $"GET /hub?{new string('x', 17 * 1024)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "414" },
        { $"GET /hub HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: {new string('x', 33 * 1024)}\r\n\r\n", "431" },
        { $"GET /hub HTTP/1.1\r\nHost: 127.0.0.1\r\n{string.Concat(Enumerable.Range(0, 100).Select(n => $"X-{n}: x\r\n"))}\r\n", "431" },
    };

    [Theory]
    [MemberData(nameof(LongRequests))]
    [Trait("Safety", "L1")]
    public async Task L1_RequestBeyondItsLimits_IsRefused(string request, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await AnswerAsync(await SendAsync(request)), StringComparison.Ordinal);

    [Fact]
    [Trait("Safety", "L2")]
    [Trait("Safety", "B18")]
    public async Task L2_HeadersThatDoNotEnd_AreRefusedInTheirTime()
    {
        var began = TimeProvider.System.GetTimestamp();
        using var client = await SendAsync("GET /hub HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        var answer = AnswerAsync(client);
        await TrickleAsync(client, answer, "X-Slow: x\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", await answer.Within(), StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("Safety", "L2")]
    [Trait("Safety", "B18")]
    public async Task L2_BodyThatComesTooSlowly_IsRefusedInItsTime()
    {
        var began = TimeProvider.System.GetTimestamp();
        using var client = await SendAsync("POST /auth/guest HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{");
        var answer = AnswerAsync(client);
        await TrickleAsync(client, answer, " ");

        var text = await answer.Within();
        Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), text);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("Safety", "L14")]
    [Trait("Safety", "B18")]
    public async Task L14_ClientThatCallsAndReadsNothing_IsNotReadFromAnyMore()
    {
        await using var unlimited = await HostedHub.StartAsync("--Hub:Limits:CallsPerSecond", "0", "--Hub:Limits:FramesPerSecond", "0");
        using var hub = await Raw.RawHub.ConnectAsync(unlimited.HubAddress);
        var call = new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"type":1,"invocationId":"1","target":"Nothing","arguments":[]}""" + "\u001e", 500)))).Encode(1);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var sent = 0L;
        try
        {
            for (; sent < 512L * 1024 * 1024; sent += call.Length)
                await hub.Socket.Stream.WriteAsync(call, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It waits: that is what is wanted.
        }

        Assert.InRange(sent, 1, 64L * 1024 * 1024);
    }

    private static async Task TrickleAsync(TcpClient client, Task answer, string drop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            while (!answer.IsCompleted && await timer.WaitForNextTickAsync())
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(drop));
        }
        catch (IOException)
        {
            // Closed.
        }
    }

    private async Task<TcpClient> SendAsync(string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(hosted.Address.Host, hosted.Address.Port);
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        }
        catch (IOException)
        {
            // Refused before all of it was sent.
        }

        return client;
    }

    private static async Task<string> AnswerAsync(TcpClient client)
    {
        var answer = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(answer).Within();
        }
        catch (IOException)
        {
            // A reset behind the answer.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
