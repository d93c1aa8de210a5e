using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace RealtimeHub.Client.Transports;

/// <summary>A WebSocket; each write of the application is one message. A close from either side is answered.</summary>
internal sealed class WebSocketsTransport(HubHttp http, string? accessToken, TransportOptions options) : ITransport
{
    private readonly CancellationTokenSource stopping = new();
    private ClientWebSocket? socket;
    private Task running = Task.CompletedTask;

    public bool ChecksItself => false;

    public async Task StartAsync(Uri url, IDuplexPipe application, CancellationToken cancellationToken)
    {
        socket = Create(url);
        try
        {
            using var timeout = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            await socket.ConnectAsync(AddressFor(url), http.Invoker, either.Token).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        running = RunAsync(socket, application);
    }

    public async ValueTask DisposeAsync()
    {
        // The application has completed its end by now, so the send loop says goodbye; this is for a peer that doesn't.
        stopping.CancelAfter(options.CloseTimeout);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private ClientWebSocket Create(Uri url)
    {
        var made = new ClientWebSocket();
        // The hub protocol pings by itself.
        made.Options.KeepAliveInterval = TimeSpan.Zero;
        // Over TLS the server says whether it has HTTP/2 and takes WebSockets there; without TLS there is no way to ask.
        made.Options.HttpVersion = url.Scheme is "https" or "wss" ? HttpVersion.Version20 : HttpVersion.Version11;
        made.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        foreach (var (name, value) in http.HeadersOf(accessToken))
            made.Options.SetRequestHeader(name, value);
        return made;
    }

    private static Uri AddressFor(Uri url) =>
        new UriBuilder(url) { Scheme = url.Scheme is "https" or "wss" ? "wss" : "ws" }.Uri;

    private async Task RunAsync(ClientWebSocket opened, IDuplexPipe application)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var receiving = ReceiveAsync(opened, application.Output, ended.Token);
        var sending = SendAsync(opened, application.Input, ended.Token);
        var first = await Task.WhenAny(receiving, sending).ConfigureAwait(false);
        if (first == sending && sending.IsCompletedSuccessfully)
            await CloseAsync(opened, receiving, ended).ConfigureAwait(false);
        await TransportEnd.FirstOfAsync(receiving, sending, ended, application).ConfigureAwait(false);
        await AnswerCloseAsync(opened).ConfigureAwait(false);
        opened.Dispose();
    }

    private async Task SendAsync(ClientWebSocket opened, PipeReader input, CancellationToken cancellationToken)
    {
        var type = options.TransferFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!read.Buffer.IsEmpty)
                await SendMessageAsync(opened, read.Buffer, type, cancellationToken).ConfigureAwait(false);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
                return;
        }
    }

    private static async Task SendMessageAsync(ClientWebSocket opened, ReadOnlySequence<byte> bytes, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        while (!bytes.IsSingleSegment)
        {
            await opened.SendAsync(bytes.First, type, endOfMessage: false, cancellationToken).ConfigureAwait(false);
            bytes = bytes.Slice(bytes.First.Length);
        }

        await opened.SendAsync(bytes.First, type, endOfMessage: true, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReceiveAsync(ClientWebSocket opened, PipeWriter output, CancellationToken cancellationToken)
    {
        while (true)
        {
            var received = await opened.ReceiveAsync(output.GetMemory(4096), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
                break;
            output.Advance(received.Count);
            if (!received.EndOfMessage)
                continue;
            var flush = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted)
                return;
        }

        if (opened.CloseStatus is not (WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.Empty or null))
            throw new WebSocketException($"The server closed the WebSocket with {(int)opened.CloseStatus.Value}.");
    }

    /// <summary>Says goodbye and gives the peer a while to answer.</summary>
    private async Task CloseAsync(ClientWebSocket opened, Task receiving, CancellationTokenSource ended)
    {
        ended.CancelAfter(options.CloseTimeout);
        try
        {
            await opened.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", ended.Token).ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The peer is gone already, or doesn't answer: nothing is owed to it.
        }
    }

    private async Task AnswerCloseAsync(ClientWebSocket opened)
    {
        if (opened.State != WebSocketState.CloseReceived)
            return;
        using var timeout = new CancellationTokenSource(options.CloseTimeout, options.TimeProvider);
        try
        {
            await opened.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", timeout.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // It closed the connection without waiting for the answer.
        }
    }
}
