using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Webhooks;

/// <summary>
/// Posts events to one receiver: to the configured address and no other, within a time, past no proxy. Of the answer only the status counts; the body is not
/// looked at.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly WebhookOptions options;
    private readonly WebhookSignature signature;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public WebhookSender(WebhookOptions options, TimeProvider time)
    {
        (this.options, this.time, signature) = (options, time, new WebhookSignature(options));
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = options.MaxConcurrent,
            MaxResponseDrainSize = MaxAnswerBytes,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectCallback = ConnectAsync,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Sends an event once. Never throws but when it is cancelled.</summary>
    public async Task<SendResult> SendAsync(WebhookEvent one, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = RequestOf(one);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ResultOf(answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed($"it did not answer within {options.TimeLimit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s");
        }
        catch (Exception error) when (NetworkErrors.Is(error))
        {
            return SendResult.Failed(error.GetBaseException() is PrivateAddressException ? "its address is not public, and AllowPrivateAddresses is not set" : "it can't be reached, or its answer is no HTTP");
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage RequestOf(WebhookEvent one)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, options.Address) { Content = new ByteArrayContent(one.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("RealtimeHub");
        request.Headers.Add("webhook-id", one.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature.Sign(one.Id, timestamp, one.Body));
        return request;
    }

    private SendResult ResultOf(HttpResponseMessage answer) => (int)answer.StatusCode switch
    {
        >= 200 and < 300 => SendResult.Done,
        >= 300 and < 400 and var status => SendResult.Failed($"it answered {status}; redirects are not followed"),
        var status => SendResult.Failed($"it answered {status}") with { RetryAfter = RetryAfterOf(answer) },
    };

    private TimeSpan RetryAfterOf(HttpResponseMessage answer)
    {
        var after = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return after > TimeSpan.Zero ? after : TimeSpan.Zero;
    }

    // The addresses are checked where the connection is made: a name that had a public address a moment ago may have another one now.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = options.AllowPrivateAddresses ? found : Array.FindAll(found, PublicAddress.Is);
        if (allowed.Length == 0 && found.Length > 0)
            throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateAddressException : IOException;
}

/// <summary>What became of one try.</summary>
/// <param name="Delivered">Whether the receiver took the event.</param>
/// <param name="Reason">Why not, without anything of the address or the answer's body.</param>
internal sealed record SendResult(bool Delivered, string Reason)
{
    public static SendResult Done { get; } = new(true, "");

    /// <summary>How long the receiver asked to wait.</summary>
    public TimeSpan RetryAfter { get; init; }

    public static SendResult Failed(string reason) => new(false, reason);
}
