using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Hubs;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

[Trait("Safety", "L5")]
public sealed class HandshakeGuardTests
{
    private const string Handshake = """{"protocol":"json","version":1}""" + "\u001e";
    private readonly FakeTimeProvider time = new();
    private Violations violations = null!;
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
        Assert.Equal(0, violations.Count);
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
        Assert.Equal(0, violations.Count);
    }

    [Fact]
    public async Task Follow_MoreThanAHandshakeMayHave_IsAnsweredAndEnded()
    {
        var running = Run();
        await SendAsync(new string(' ', 4097) + Handshake);

        await running.Within();
        Assert.False(handedOn.Task.IsCompleted);
        Assert.Equal("""{"error":"a handshake has at most 4096 bytes"}""" + "\u001e", await AnswerAsync());
        Assert.Equal(1, violations.Count);
    }

    [Theory]
    [Trait("Safety", "L27")]
    [InlineData("garbage\u001e", 1)]
    [InlineData("{}\u001e", 1)]
    [InlineData("{\"protocol\":\"one of the future\",\"version\":9}\u001e", 0)]
    public async Task Follow_WhatIsNoHandshake_IsHandedOnAndCountedAsAViolation(string text, int expected)
    {
        var running = Run();
        await SendAsync(text);

        Assert.Equal(text, await handedOn.Task.Within());
        await running.Within();
        Assert.Equal(expected, violations.Count);
    }

    [Fact]
    [Trait("Safety", "L27")]
    public async Task Follow_HandshakeWithMuchBehindIt_IsNoViolation()
    {
        var running = Run();
        await SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e" + new string('x', 10_000));

        await handedOn.Task.Within();
        await running.Within();
        Assert.Equal(0, violations.Count);
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
        violations = new Violations(limits, time);
        var guard = new HandshakeGuard(limits, new PendingConnections(limits, time), violations, Substitute.For<ICallerTokens>(), time);
        var connection = new DefaultConnectionContext("c") { Transport = new Duplex(fromClient.Reader, toClient.Writer) };
        var request = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.7") } };
        connection.Features.Set<IHttpContextFeature>(new OfRequest { HttpContext = request });
        return guard.Follow(async it =>
        {
            var read = await it.Transport.Input.ReadAsync();
            handedOn.SetResult(Encoding.UTF8.GetString(read.Buffer.ToArray()));
        })(connection);
    }

    private async Task SendAsync(string text) => await fromClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task<string> AnswerAsync() => Encoding.UTF8.GetString((await toClient.Reader.ReadAsync()).Buffer.ToArray());

    private sealed class OfRequest : IHttpContextFeature
    {
        public HttpContext? HttpContext { get; set; }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
