using System.IO.Pipelines;
using System.Net.Http.Headers;

namespace RealtimeHub.Client.Transports;

/// <summary>Server-Sent Events down, POST requests up.</summary>
internal sealed class ServerSentEventsTransport(HubHttp http, string? accessToken, TransportOptions options) : ITransport
{
    // Far above what a server sends in one message, so that a server gone mad can't fill our memory.
    private const int MaxEventBytes = 32 * 1024 * 1024;

    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public bool ChecksItself => false;

    public async Task StartAsync(Uri url, IDuplexPipe application, CancellationToken cancellationToken)
    {
        using var request = http.Request(HttpMethod.Get, url, accessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        try
        {
            HubHttp.EnsureSuccess(response, "Server-Sent Events");
            if (response.Content.Headers.ContentType?.MediaType is { } type && type != "text/event-stream")
                throw new HubConnectException($"Server-Sent Events were answered with {type}.");
        }
        catch
        {
            response.Dispose();
            throw;
        }

        running = RunAsync(response, url, application);
    }

    public async ValueTask DisposeAsync()
    {
        // The application has completed its end by now; what it wrote last gets this long to leave.
        stopping.CancelAfter(options.CloseTimeout);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync(HttpResponseMessage response, Uri url, IDuplexPipe application)
    {
        using var posts = new PostLoop(http, url, accessToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var receiving = ReceiveAsync(response, application.Output, ended.Token);
        var sending = posts.RunAsync(application.Input, ended.Token);
        await TransportEnd.FirstOfAsync(receiving, sending, ended, application).ConfigureAwait(false);
        response.Dispose();
    }

    private static async Task ReceiveAsync(HttpResponseMessage response, PipeWriter output, CancellationToken cancellationToken)
    {
        var parser = new SseParser(MaxEventBytes);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            parser.Feed(buffer.AsSpan(0, count), output);
            var flush = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted)
                return;
        }
    }
}
