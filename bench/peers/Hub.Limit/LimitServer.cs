using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RealtimeHub.Load;

namespace RealtimeHub.Bench.Limit;

/// <summary>
/// What .NET can do at best while it calls <c>send</c> once a subscriber and publication: one thread, plain sockets, the
/// frame built once. It believes every byte it gets and waits for slow readers, so it is a limit and not a server.
/// </summary>
internal sealed class LimitServer : IDisposable
{
    private const int ListenerNumber = 0;
    private readonly Epoll epoll = new();
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<int, LimitConnection> connections = [];
    private readonly Dictionary<string, List<LimitConnection>> channels = [];
    private readonly byte[] buffer = new byte[64 * 1024];
    private int lastNumber;

    public EndPoint Listen(IPEndPoint address)
    {
        listener.Bind(address);
        listener.Listen(1024);
        listener.Blocking = false;
        epoll.Watch(listener, ListenerNumber);
        return listener.LocalEndPoint!;
    }

    public void Run()
    {
        while (true)
            epoll.Poll(1000, OnReadable);
    }

    public void Dispose()
    {
        listener.Dispose();
        epoll.Dispose();
    }

    private void OnReadable(int number)
    {
        if (number == ListenerNumber)
            Accept();
        else if (connections.TryGetValue(number, out var connection) && !connection.Receive(buffer))
            Remove(connection);
    }

    private void Accept()
    {
        while (listener.Poll(0, SelectMode.SelectRead))
        {
            var socket = listener.Accept();
            socket.NoDelay = true;
            socket.Blocking = false;
            var connection = new LimitConnection(socket, ++lastNumber, OnMessage);
            connections.Add(lastNumber, connection);
            epoll.Watch(socket, lastNumber);
        }
    }

    private void Remove(LimitConnection connection)
    {
        connections.Remove(connection.Number);
        foreach (var subscribers in channels.Values)
            subscribers.Remove(connection);
        connection.Dispose();
    }

    private void OnMessage(LimitConnection connection, ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (!root.TryGetProperty("target", out var target))
        {
            connection.Send("{}");
            return;
        }

        var argument = root.GetProperty("arguments")[0];
        var channel = argument.GetProperty("channel").GetString()!;
        if (target.ValueEquals("Publish"))
            Publish(channel, argument);
        else
            Subscribe(channel, connection);
        connection.Send($$"""{"type":3,"invocationId":"{{root.GetProperty("invocationId").GetString()}}","result":null}""");
    }

    private void Subscribe(string channel, LimitConnection connection)
    {
        if (!channels.TryGetValue(channel, out var subscribers))
            channels.Add(channel, subscribers = []);
        subscribers.Add(connection);
    }

    private void Publish(string channel, JsonElement argument)
    {
        var frame = LimitConnection.Frame(Encoding.UTF8.GetBytes($$"""{"type":1,"target":"Publication","arguments":[{{argument.GetRawText()}}]}"""));
        foreach (var subscriber in channels[channel])
            subscriber.SendFrame(frame);
    }
}
