using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// What goes out as one: a callback, or a block of publications that came together. It is encoded at most once for each
/// hub protocol however many connections it goes to.
/// </summary>
internal sealed class Frame
{
    private readonly SerializedHubMessage? message;
    private readonly IReadOnlyList<Frame> parts = [];
    private readonly Lock gate = new();
    private readonly List<(string Protocol, SerializedHubMessage Message)> joined = [];

    private Frame(SerializedHubMessage message, Publication? publication)
    {
        this.message = message;
        Publication = publication;
    }

    private Frame(IReadOnlyList<Frame> parts) => this.parts = parts;

    /// <summary>The one publication it carries; null for a block or any other callback.</summary>
    public Publication? Publication { get; }

    /// <summary>How many callbacks it holds.</summary>
    public int Count => message is null ? parts.Count : 1;

    public static Frame Of(Publication publication) =>
        new(new SerializedHubMessage(new InvocationMessage(nameof(IChannelClient.Publication), [publication])), publication);

    public static Frame Of(string method, object?[] arguments) =>
        new(new SerializedHubMessage(new InvocationMessage(method, arguments)), null);

    /// <summary>Several callbacks that everyone gets one behind the other.</summary>
    public static Frame Of(IReadOnlyList<Frame> parts) => parts.Count == 1 ? parts[0] : new(parts);

    /// <summary>The bytes as the protocol frames them.</summary>
    public ReadOnlyMemory<byte> Encode(IHubProtocol protocol) => For(protocol).GetSerializedMessage(protocol);

    /// <summary>What SignalR writes to a connection that speaks the protocol.</summary>
    public SerializedHubMessage For(IHubProtocol protocol)
    {
        if (message is not null)
            return message;
        lock (gate)
        {
            foreach (var (name, block) in joined)
            {
                if (name == protocol.Name)
                    return block;
            }

            var made = new SerializedHubMessage([new SerializedMessage(protocol.Name, Join(protocol))]);
            joined.Add((protocol.Name, made));
            return made;
        }
    }

    private byte[] Join(IHubProtocol protocol)
    {
        var bytes = new byte[parts.Sum(part => part.Encode(protocol).Length)];
        var at = 0;
        foreach (var part in parts)
        {
            var encoded = part.Encode(protocol);
            encoded.CopyTo(bytes.AsMemory(at));
            at += encoded.Length;
        }

        return bytes;
    }
}
