using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.WebSocket;

/// <summary>Connects to a server that sends JSON messages and takes the values out of them.</summary>
internal sealed class WebSocketSource(string name, WebSocketTarget target, WebSocketSourceOptions options, FieldTypes types, TimeProvider time) : IFeedSource
{
    private readonly JsonMapping mapping = new(target.Mapping, types, patches: true);

    public string Name => name;

    public string Title => "";

    public string Description => target.Description;

    public string Kind => "websocket";

    public IReadOnlyList<FeedField> Fields => target.Fields;

    public async IAsyncEnumerable<IReadOnlyList<FeedUpdate>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        await LimitedAsync(token => ConnectAsync(socket, token), cancellationToken);
        while (true)
        {
            using var message = new MemoryStream();
            await LimitedAsync(token => ReceiveAsync(socket, message, token), cancellationToken);
            yield return Map(message.GetBuffer().AsSpan(0, (int)message.Length));
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(target.Address, cancellationToken);
        foreach (var text in target.Send)
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    private async Task ReceiveAsync(ClientWebSocket socket, MemoryStream message, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 << 10];
        for (var isEnd = false; !isEnd;)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new SourceFailedException($"its server closed the connection ({(int?)socket.CloseStatus ?? 1005})");
            if (message.Length + received.Count > options.MaxMessageBytes)
                throw new SourceFailedException($"its server sent a message of more than {options.MaxMessageBytes} bytes");
            message.Write(buffer, 0, received.Count);
            isEnd = received.EndOfMessage;
        }
    }

    private IReadOnlyList<FeedUpdate> Map(ReadOnlySpan<byte> message)
    {
        try
        {
            return mapping.Map(JsonElement.Parse(message));
        }
        catch (JsonException malformed)
        {
            throw new SourceFailedException("its server sent a message that is not JSON", malformed);
        }
    }

    private async Task LimitedAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await act(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailedException($"its server was silent for {options.TimeLimit.TotalSeconds:0.###} s");
        }
        catch (Exception broken) when (NetworkErrors.Is(broken))
        {
            throw new SourceFailedException("the connection to its server failed; the server's log says why", broken);
        }
    }
}
