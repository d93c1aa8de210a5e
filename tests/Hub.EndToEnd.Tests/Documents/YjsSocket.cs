using System.Net.WebSockets;
using System.Text;
using RealtimeHub.Documents;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Documents;

/// <summary>A plain WebSocket that speaks y-websocket's protocol, and does what no provider does.</summary>
internal sealed class YjsSocket : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource end = new();
    private Task reading = Task.CompletedTask;

    /// <summary>What it received.</summary>
    public Recorder<SyncMessage> Received { get; } = new();

    /// <summary>The document as it was received.</summary>
    public YDoc Document { get; } = new();

    public static async Task<YjsSocket> ConnectAsync(Uri server, string documentId, string? token)
    {
        var made = new YjsSocket();
        await made.socket.ConnectAsync(new Uri($"ws://{server.Authority}/yjs/{Uri.EscapeDataString(documentId)}{(token is null ? "" : $"?access_token={token}")}"), default).Within();
        made.reading = made.ReadAsync();
        return made;
    }

    public Task SendAsync(SyncMessageKind kind, ReadOnlyMemory<byte> content) => SendAsync(new SyncMessage(kind, content).Encode());

    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        await socket.SendAsync(message, type, true, default).Within();

    /// <summary>Waits for the server's close and gives its code.</summary>
    public async Task<int> ClosedAsync()
    {
        await reading.Within();
        return (int)socket.CloseStatus!.Value;
    }

    public async Task<string> DeniedAsync() =>
        Encoding.UTF8.GetString((await Received.FirstAsync(message => message.Kind == SyncMessageKind.Denied)).Content.Span);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await reading;
        socket.Dispose();
        end.Dispose();
    }

    private async Task ReadAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(), end.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", end.Token);
                    return;
                }

                message.Write(buffer.AsSpan(0, read.Count));
                if (!read.EndOfMessage)
                    continue;
                var taken = SyncMessage.Read(message.ToArray());
                message.SetLength(0);
                if (taken.Kind is SyncMessageKind.Step2 or SyncMessageKind.Update)
                    Document.ApplyUpdate(taken.Content.Span);
                Received.Add(taken);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            Received.End(error);
        }
    }
}
