using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using RealtimeHub.Load;

namespace RealtimeHub.Documents.Load;

/// <summary>One connection to the hub in JSON that calls methods one after another.</summary>
internal sealed class HubCaller(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] buffer = new byte[8 * 1024 * 1024];
    private int next;
    private int filled;

    public static async Task<HubCaller> ConnectAsync(Peer server, int user)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server}/hub?access_token={Guests.Token(server.Address, user)}"), CancellationToken.None);
        var caller = new HubCaller(socket);
        await caller.SendAsync("{\"protocol\":\"json\",\"version\":1}");
        return caller;
    }

    public async Task<JsonElement> CallAsync(string method, string argument)
    {
        var id = (next++).ToString(CultureInfo.InvariantCulture);
        await SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        while (true)
        {
            foreach (var text in (await ReceiveAsync()).Split('\u001e', StringSplitOptions.RemoveEmptyEntries))
            {
                using var message = JsonDocument.Parse(text);
                var root = message.RootElement;
                if (!root.TryGetProperty("invocationId", out var of) || of.GetString() != id)
                    continue;
                return root.TryGetProperty("error", out var error) ? throw new InvalidOperationException(error.GetString()) : root.TryGetProperty("result", out var result) ? result.Clone() : default;
            }
        }
    }

    /// <summary>Calls, and returns when the answer's last byte is there; it is not read.</summary>
    public async Task CallUnreadAsync(string method, string argument)
    {
        await SendAsync($$"""{"type":1,"invocationId":"{{next++}}","target":"{{method}}","arguments":[{{argument}}]}""");
        do
            await FillAsync();
        while (buffer.AsSpan(0, filled).IndexOf("{\"type\":3"u8) < 0);
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(string message) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, CancellationToken.None);

    // Frames of the transport are whole messages, but a message may come in several.
    private async Task<string> ReceiveAsync()
    {
        await FillAsync();
        return Encoding.UTF8.GetString(buffer, 0, filled);
    }

    private async Task FillAsync()
    {
        filled = 0;
        do
            filled += (await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None)).Count;
        while (buffer[filled - 1] != 0x1e);
    }
}
