using System.Net.Sockets;
using System.Text;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>
/// What clients do wrong with bodies is answered, and is no warning in the log of a real server, also not after the answer, when it reads to the end of the body.
/// </summary>
public sealed class FeedUpdateStreamTests : IAsyncLifetime
{
    private const string Lines = "application/x-ndjson";
    private const string Json = "application/json";
    private const string Good = "{\"key\":\"a\",\"fields\":{\"v\":1}}\n";
    private readonly Complaints complaints = new();
    private readonly ApiServer server;

    public FeedUpdateStreamTests() => server = new ApiServer { Log = complaints };

    public Task InitializeAsync() => server.InitializeAsync();

    public Task DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("nonsense\n" + Good + Good, true)]
    [InlineData("nonsense\n" + Good + Good, false)]
    [InlineData(Good + "null\n" + Good, true)]
    [InlineData(Good + "{\"key\":\"a\",\"fields\":{\"v\":\"x\"}}\n{\"fields\":{}}\n" + Good, false)]
    public async Task Lines_BadOneBeforeOthers_IsNamedAndNothingIsLogged(string body, bool chunked)
    {
        var answer = await SendAsync("t", Lines, body, chunked, AndThen.End);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        await AssertQuietAsync();
    }

    [Fact]
    public async Task Lines_RefusedWhileTheNextIsAwaited_IsAnsweredBeforeTheEndAndNothingIsLogged()
    {
        var answer = await SendAsync("host", Lines, Good, chunked: true, AndThen.Wait);

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("has_source", answer, StringComparison.Ordinal);
        await AssertQuietAsync();
    }

    [Theory]
    [InlineData(Lines, true, Good)]
    [InlineData(Lines, false, Good)]
    [InlineData(Lines, true, "")]
    [InlineData(Lines, true, "nonsense\n" + Good)]
    [InlineData(Lines, false, "nonsense\n" + Good)]
    [InlineData(Lines, true, "{\"key\":")]
    [InlineData(Lines, false, "{\"key\":")]
    [InlineData(Json, true, "{\"updates\":[")]
    [InlineData(Json, false, "{\"updates\":[")]
    public async Task Body_CutOffByTheClient_IsNotLogged(string type, bool chunked, string body)
    {
        await SendAsync("t", type, body, chunked, AndThen.Cut);

        await AssertQuietAsync();
    }

    [Theory]
    [InlineData(Json, false, 3)]
    [InlineData(Json, true, 3)]
    [InlineData(Json, false, 40)]
    [InlineData(Json, true, 40)]
    [InlineData(Lines, false, 3)]
    [InlineData(Lines, true, 3)]
    [InlineData(Lines, true, 40)]
    public async Task Body_TooLarge_IsRefusedAndNothingIsLogged(string type, bool chunked, int mebibytes)
    {
        var answer = await SendAsync("t", type, new string(' ', mebibytes << 20), chunked, AndThen.End);

        // Of very large ones the connection may be gone before the answer is read.
        Assert.True(mebibytes > 16 || answer.StartsWith(type == Json ? "HTTP/1.1 413 " : "HTTP/1.1 400 ", StringComparison.Ordinal), answer);
        await AssertQuietAsync();
    }

    /// <summary>After the server's orderly end, since it logs about a body when its answer is long sent.</summary>
    private async Task AssertQuietAsync()
    {
        await server.StopAsync().Within();
        Assert.Equal("", string.Join('\n', complaints.Lines));
    }

    /// <summary>Sends a body as bytes of a connection of its own and reads what comes until its end.</summary>
    private async Task<string> SendAsync(string feed, string type, string body, bool chunked, AndThen then)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port).Within();
        await using var stream = client.GetStream();
        var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length + (then == AndThen.Cut ? 100 : 0)}";
        var head = $"POST /api/v1/feeds/{feed}/updates HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-API-Key: {ApiServer.Publish}\r\nContent-Type: {type}\r\n{length}\r\n\r\n";
        var sent = head + (chunked && body.Length > 0 ? $"{body.Length:x}\r\n{body}\r\n" : body);
        var sending = WriteAsync(client, stream, chunked && then == AndThen.End ? sent + "0\r\n\r\n" : sent, then);
        var answer = await ReadAsync(stream, then, chunked).Within();
        await sending.Within();
        return answer;
    }

    private static async Task WriteAsync(TcpClient client, NetworkStream stream, string text, AndThen then)
    {
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
            if (then == AndThen.Cut)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // The server has refused it and gone.
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, AndThen then, bool chunked)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is var read && read > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (then == AndThen.Wait && chunked && text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
                    then = AndThen.End;
                }
            }
        }
        catch (IOException)
        {
            // It was reset.
        }

        return text.ToString();
    }

    /// <summary>What the client does after what it sends of the body.</summary>
    private enum AndThen
    {
        /// <summary>The body is over.</summary>
        End,

        /// <summary>It ends the body when it has the answer.</summary>
        Wait,

        /// <summary>It goes away before the body is over.</summary>
        Cut,
    }
}
