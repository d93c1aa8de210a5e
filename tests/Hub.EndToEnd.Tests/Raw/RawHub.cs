using System.Text;
using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Raw;

/// <summary>SignalR's JSON protocol spoken by hand over a hand-made WebSocket.</summary>
internal sealed class RawHub : IDisposable
{
    private const char Separator = '\u001e';
    private readonly StringBuilder unread = new();
    private readonly Queue<JsonElement> messages = new();
    private int lastCall;

    private RawHub(RawWebSocket socket) => Socket = socket;

    public RawWebSocket Socket { get; }

    /// <summary>The close frame, once it has come.</summary>
    public RawFrame? Close { get; private set; }

    /// <summary>Callbacks read so far, in order.</summary>
    public List<JsonElement> Callbacks { get; } = [];

    /// <summary>Connects and shakes hands; bytes go out as they are or one by one.</summary>
    public static async Task<RawHub> ConnectAsync(Uri hub, string query = "", bool byteByByte = false)
    {
        var raw = new RawHub(await RawWebSocket.ConnectAsync(new Uri(hub.AbsoluteUri + query))) { ByteByByte = byteByByte };
        Assert.Equal(101, raw.Socket.Response.Status);
        await raw.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await raw.ReadAsync())!.Value.GetRawText());
        return raw;
    }

    public bool ByteByByte { get; init; }

    public Task SendAsync(string message) => WriteAsync(message + Separator);

    /// <summary>Writes text that may hold several messages, in one frame.</summary>
    public async Task WriteAsync(string text)
    {
        var frame = new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes(text));
        if (!ByteByByte)
        {
            await Socket.SendFrameAsync(frame);
            return;
        }

        foreach (var one in frame.Encode(0x12345678))
            await Socket.SendBytesAsync(new[] { one });
    }

    /// <summary>Calls a method; the answer is for <see cref="AnswerAsync"/>.</summary>
    public async Task<string> CallAsync(string method, string argument)
    {
        var id = $"c{++lastCall}";
        await SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        return id;
    }

    /// <summary>Reads until the answer of a call has come; callbacks on the way are kept.</summary>
    public async Task<JsonElement> AnswerAsync(string id)
    {
        while (await ReadAsync() is { } message)
        {
            if (TypeOf(message) == 3 && message.GetProperty("invocationId").GetString() == id)
                return message;
        }

        throw new InvalidOperationException("the connection ended before the answer");
    }

    public async Task<JsonElement> InvokeAsync(string method, string argument) => await AnswerAsync(await CallAsync(method, argument));

    /// <summary>Reads until a callback has come.</summary>
    public async Task<JsonElement> CallbackAsync(string target, Func<JsonElement, bool>? matches = null)
    {
        while (await ReadAsync() is { } message)
        {
            if (TypeOf(message) == 1 && message.GetProperty("target").GetString() == target && matches?.Invoke(message.GetProperty("arguments")[0]) != false)
                return message.GetProperty("arguments")[0];
        }

        throw new InvalidOperationException($"the connection ended before {target}");
    }

    /// <summary>The next message; null when the connection has ended.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        while (messages.Count == 0)
        {
            if (Close is not null || await Socket.ReadFrameAsync() is not { } frame)
                return null;
            if (frame.Opcode == Opcode.Close)
                Close = frame;
            else if (frame.Opcode == Opcode.Ping)
                await Socket.SendFrameAsync(frame with { Opcode = Opcode.Pong });
            else if (frame.Opcode is Opcode.Text or Opcode.Continuation)
                Split(frame.Text);
        }

        var message = messages.Dequeue();
        if (TypeOf(message) == 1)
            Callbacks.Add(message);
        return message;
    }

    public void Dispose() => Socket.Dispose();

    private static int TypeOf(JsonElement message) => message.TryGetProperty("type", out var type) ? type.GetInt32() : 0;

    private void Split(string text)
    {
        unread.Append(text);
        var parts = unread.ToString().Split(Separator);
        foreach (var part in parts[..^1])
        {
            // No answer shows what the server is made of.
            Assert.DoesNotContain("   at RealtimeHub", part, StringComparison.Ordinal);
            Assert.DoesNotContain("System.", part, StringComparison.Ordinal);
            using var document = JsonDocument.Parse(part);
            messages.Enqueue(document.RootElement.Clone());
        }

        unread.Clear().Append(parts[^1]);
    }
}
