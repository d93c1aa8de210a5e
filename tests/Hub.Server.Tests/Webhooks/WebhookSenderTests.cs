using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Server.Tests.Webhooks;

/// <summary>One try, at receivers of every kind.</summary>
public sealed class WebhookSenderTests
{
    private static readonly ChannelName Channel = ChannelName.Parse("chat:计划");
    private static readonly WebhookEvent One = WebhookEvent.Of("test", WebhookEvents.Occupied, Channel, 1_764_000_000_000, "1", new WebhookData(Channel, Node: "n"));

    [Fact]
    public async Task Send_AnEvent_IsSignedAndSaysWhatHappened()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var sender = SenderTo(receiver.Address, out var time);

        Assert.Equal(SendResult.Done, await sender.SendAsync(One, default).Within());

        var received = Assert.Single(receiver.Taken.Items);
        Assert.Equal(One.Id, received.Id);
        Assert.Equal(time.GetUtcNow().ToUnixTimeSeconds(), received.Timestamp);
        Assert.True(received.IsSignedBy(WebhookReceiver.Secret));
        Assert.Equal(("channel.occupied", "chat:计划"), (received.Type, received.Channel));
        Assert.Equal("2025-11-24T16:00:00Z", received.Json.GetProperty("timestamp").GetString());
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(302, false)]
    [InlineData(400, false)]
    [InlineData(410, false)]
    [InlineData(500, false)]
    public async Task Send_EachStatus_IsTakenOrSaidWhyNot(int status, bool taken)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Refuse(status);
        using var sender = SenderTo(receiver.Address, out _);

        var result = await sender.SendAsync(One, default).Within();

        Assert.Equal(taken, result.Delivered);
        Assert.Equal(!taken, result.Reason.Contains($"answered {status}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_ARedirect_IsNotFollowed()
    {
        await using var other = await WebhookReceiver.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) =>
        {
            context.Response.Redirect(other.Address, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        using var sender = SenderTo(receiver.Address, out _);

        Assert.Contains("redirects are not followed", (await sender.SendAsync(One, default).Within()).Reason, StringComparison.Ordinal);
        Assert.Equal(0, other.Received.Count);
    }

    [Fact]
    public async Task Send_AskedToWait_SaysHowLong()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (StatusCodes.Status503ServiceUnavailable, "120");
            return Task.CompletedTask;
        };
        using var sender = SenderTo(receiver.Address, out _);

        Assert.Equal(TimeSpan.FromMinutes(2), (await sender.SendAsync(One, default).Within()).RetryAfter);
    }

    [Fact]
    public async Task Send_AnAnswerWithoutEnd_IsTakenByItsStatusAlone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = async (context, _) =>
        {
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
        };
        using var sender = SenderTo(receiver.Address, out _);

        Assert.True((await sender.SendAsync(One, default).Within()).Delivered);
        Assert.True((await sender.SendAsync(One, default).Within()).Delivered);
    }

    [Fact]
    public async Task Send_NoAnswer_EndsWithTheTimeLimit()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = (context, _) => EndAsync(context.RequestAborted);
        using var sender = SenderTo(receiver.Address, out var time);

        var sending = sender.SendAsync(One, default);
        await receiver.Received.CountAsync(1);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("it did not answer within 10 s", (await sending.Within()).Reason);
    }

    [Fact]
    public async Task Send_AnAnswerThatStopsMidway_EndsWithTheTimeLimit()
    {
        using var listener = new Listener(async (stream, end) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nX"u8.ToArray(), end);
            await EndAsync(end);
        });
        using var sender = SenderTo(listener.Address, out var time);

        var sending = sender.SendAsync(One, default);
        await listener.Connected.Within();
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.False((await sending.Within()).Delivered);
    }

    [Theory]
    [InlineData("this is no HTTP\r\n\r\n")]
    [InlineData("HTTP/1.1 two hundred\r\n\r\n")]
    [InlineData("")]
    public async Task Send_AnAnswerThatIsNoHttp_IsAFailure(string answer)
    {
        using var listener = new Listener((stream, end) => stream.WriteAsync(Encoding.ASCII.GetBytes(answer), end).AsTask());
        using var sender = SenderTo(listener.Address, out _);

        Assert.Equal(SendResult.Failed("it can't be reached, or its answer is no HTTP"), await sender.SendAsync(One, default).Within());
    }

    [Fact]
    public async Task Send_HeadersWithoutEnd_IsAFailure()
    {
        using var listener = new Listener((stream, end) => stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX: " + new string('a', 100_000) + "\r\n\r\n"), end).AsTask());
        using var sender = SenderTo(listener.Address, out _);

        Assert.False((await sender.SendAsync(One, default).Within()).Delivered);
    }

    [Fact]
    public async Task Send_WhereNoOneListens_IsAFailure()
    {
        using var sender = SenderTo($"http://127.0.0.1:{FreePort.Find()}/", out _);

        Assert.False((await sender.SendAsync(One, default).Within()).Delivered);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Send_ToAPrivateAddress_IsRefusedBeforeAnythingIsSent(string host)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var sender = SenderTo(receiver.Address.Replace("127.0.0.1", host, StringComparison.Ordinal), out _, allowPrivate: false);

        Assert.Contains("AllowPrivateAddresses", (await sender.SendAsync(One, default).Within()).Reason, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Received.Count);
    }

    private static WebhookSender SenderTo(string address, out FakeTimeProvider time, bool allowPrivate = true)
    {
        time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_764_000_100));
        return new WebhookSender(new WebhookOptions { Address = address, Secret = WebhookReceiver.Secret, AllowPrivateAddresses = allowPrivate }, time);
    }

    private static async Task EndAsync(CancellationToken end)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = end.Register(ended.SetResult);
        await ended.Task;
    }

    /// <summary>Reads a request's head and lets the test write what it wants.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource end = new();
        private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Listener(Func<NetworkStream, CancellationToken, Task> answer)
        {
            listener.Start();
            _ = ServeAsync(answer);
        }

        public string Address => "http://" + listener.LocalEndpoint;

        public Task Connected => connected.Task;

        public void Dispose()
        {
            end.Cancel();
            listener.Dispose();
            end.Dispose();
        }

        private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> answer)
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(end.Token);
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[8192], end.Token);
                    connected.TrySetResult();
                    await answer(stream, end.Token);
                }
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The sender has gone, or the test is over.
            }
        }
    }
}
