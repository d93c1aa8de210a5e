using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace RealtimeHub.Client.Transports;

/// <summary>
/// Requests that wait for an answer, and POST requests up. The server doesn't ping here, so an empty POST asks it every
/// probe interval whether it is still there; a network that died is noticed within interval and request timeout.
/// </summary>
internal sealed class LongPollingTransport(HubHttp http, string? accessToken, TransportOptions options) : ITransport
{
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public bool ChecksItself => true;

    public async Task StartAsync(Uri url, IDuplexPipe application, CancellationToken cancellationToken)
    {
        // The first poll returns at once and says whether the server takes this transport.
        using var request = http.Request(HttpMethod.Get, url, accessToken);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        HubHttp.EnsureSuccess(response, "Long polling");
        running = RunAsync(url, application);
    }

    public async ValueTask DisposeAsync()
    {
        // The application has completed its end by now; what it wrote last gets this long to leave.
        stopping.CancelAfter(options.CloseTimeout);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync(Uri url, IDuplexPipe application)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        using var posts = new PostLoop(http, url, accessToken);
        var probing = ProbeAsync(posts, ended.Token);
        var receiving = Task.WhenAny(PollAsync(url, application.Output, ended.Token), probing).Unwrap();
        var sending = posts.RunAsync(application.Input, ended.Token);
        await TransportEnd.FirstOfAsync(receiving, sending, ended, application).ConfigureAwait(false);
        await probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DeleteAsync(url).ConfigureAwait(false);
    }

    private async Task PollAsync(Uri url, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var request = http.Request(HttpMethod.Get, url, accessToken);
            using var response = await http.SendWithoutLimitAsync(request, cancellationToken).ConfigureAwait(false);
            // The server's way of saying that the connection has ended.
            if (response.StatusCode == HttpStatusCode.NoContent)
                return;
            HubHttp.EnsureSuccess(response, "Long polling");
            await response.Content.CopyToAsync(output.AsStream(leaveOpen: true), cancellationToken).ConfigureAwait(false);
            var flush = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted)
                return;
        }
    }

    private async Task ProbeAsync(PostLoop posts, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.ProbeInterval, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            await posts.PostAsync(ReadOnlySequence<byte>.Empty, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteAsync(Uri url)
    {
        try
        {
            using var request = http.Request(HttpMethod.Delete, url, accessToken);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or IOException)
        {
            // Best effort: the server forgets the connection by itself when it isn't polled.
        }
    }
}
