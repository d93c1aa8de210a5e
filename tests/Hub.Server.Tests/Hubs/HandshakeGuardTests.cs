using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

[Trait("Safety", "L5")]
public sealed class HandshakeGuardTests
{
    private const string Handshake = """{"protocol":"json","version":1}""" + "\u001e";
    private readonly FakeTimeProvider time = new();
    private readonly Pipe fromClient = new();
    private readonly Pipe toClient = new();
    private readonly TaskCompletionSource<string> handedOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Follow_WholeHandshake_IsHandedOnWithWhatIsBehindIt()
    {
        var running = Run();
        foreach (var one in Handshake + "more")
            await SendAsync(one.ToString());

        Assert.StartsWith(Handshake, await handedOn.Task.Within(), StringComparison.Ordinal);
        await running.Within();
    }

    [Fact]
    public async Task Follow_HalfAHandshakeForTooLong_IsAnsweredAndEnded()
    {
        var running = Run();
        await SendAsync(Handshake[..^1]);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        await running.Within();
        Assert.False(handedOn.Task.IsCompleted);
        Assert.Equal("""{"error":"the handshake did not come within 5 s"}""" + "\u001e", await AnswerAsync());
    }

    [Fact]
    public async Task Follow_MoreThanAHandshakeMayHave_IsAnsweredAndEnded()
    {
        var running = Run();
        await SendAsync(new string(' ', 4097) + Handshake);

        await running.Within();
        Assert.False(handedOn.Task.IsCompleted);
        Assert.Equal("""{"error":"a handshake has at most 4096 bytes"}""" + "\u001e", await AnswerAsync());
    }

    [Fact]
    public async Task Follow_EndBeforeTheHandshake_Ends()
    {
        var running = Run();
        await fromClient.Writer.CompleteAsync();

        await running.Within();
        Assert.False(handedOn.Task.IsCompleted);
    }

    private Task Run()
    {
        var limits = new LimitOptions();
        var guard = new HandshakeGuard(limits, new PendingConnections(limits, time), time);
        var connection = new DefaultConnectionContext("c") { Transport = new Duplex(fromClient.Reader, toClient.Writer) };
        return guard.Follow(async it =>
        {
            var read = await it.Transport.Input.ReadAsync();
            handedOn.SetResult(Encoding.UTF8.GetString(read.Buffer.ToArray()));
        })(connection);
    }

    private async Task SendAsync(string text) => await fromClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task<string> AnswerAsync() => Encoding.UTF8.GetString((await toClient.Reader.ReadAsync()).Buffer.ToArray());

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
