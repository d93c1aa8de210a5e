using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Transports.Framing;
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
    private readonly Patch? patch;
    private readonly Lock gate = new();
    private readonly List<(string Protocol, SerializedHubMessage Message)> joined = [];
    private volatile WebSocketMessage? framed;

    private Frame(SerializedHubMessage message, Publication? publication, Patch? patch = null)
    {
        this.message = message;
        Publication = publication;
        this.patch = patch;
    }

    private Frame(IReadOnlyList<Frame> parts) => this.parts = parts;

    /// <summary>The one publication it carries; null for a block or any other callback.</summary>
    public Publication? Publication { get; }

    /// <summary>The publication with the highest offset that it carries; null for any other callback.</summary>
    public Publication? Newest => message is null ? parts[^1].Publication : Publication;

    /// <summary>The publication with its whole value, also where <see cref="Publication"/> is a patch.</summary>
    public Publication? Whole => patch?.Whole.Publication ?? Publication;

    /// <summary>What of a slow reader's waiting frames it takes the place of: the one with an equal value. Null when it takes no other's place.</summary>
    public object? Replaces { get; private init; }

    /// <summary>When it was made: the clock that never leaps, for durations only.</summary>
    public long Created { get; } = Stopwatch.GetTimestamp();

    /// <summary>How many callbacks it holds.</summary>
    public int Count => message is null ? parts.Count : 1;

    public static Frame Of(Publication publication) =>
        new(Message(publication), publication);

    /// <summary>A patch.</summary>
    /// <param name="publication">With the changed fields.</param>
    /// <param name="whole">The same with the whole value.</param>
    /// <param name="after">The offset of the first value behind the one that the patch is relative to.</param>
    public static Frame Of(Publication publication, Publication whole, long after) =>
        new(Message(publication), publication, new Patch(Of(whole), after));

    public static Frame Of(string method, object?[] arguments, object? replaces = null) =>
        new(new SerializedHubMessage(new InvocationMessage(method, arguments)), null) { Replaces = replaces };

    /// <summary>Several callbacks that everyone gets one behind the other.</summary>
    public static Frame Of(IReadOnlyList<Frame> parts) => parts.Count == 1 ? parts[0] : new(parts);

    /// <summary>
    /// The frame for a subscription. One whose replay has seen what came behind the value that the patch is relative to does
    /// not hold that value, and gets the whole; a mark below where it went live becomes its own.
    /// </summary>
    /// <param name="from">Where the subscription went live.</param>
    /// <param name="readUpTo">The head when the replay of the key last read.</param>
    public Frame For(long from, long readUpTo)
    {
        if (patch is { } relative && readUpTo >= relative.After)
            return relative.Whole.For(from, readUpTo);
        if (!(Publication!.Resume < from))
            return this;
        var own = Publication with { Resume = from };
        return patch is null ? Of(own) : Of(own, Whole! with { Resume = from }, patch.After);
    }

    /// <summary>The bytes as the protocol frames them.</summary>
    public ReadOnlyMemory<byte> Encode(IHubProtocol protocol) => For(protocol).GetSerializedMessage(protocol);

    /// <summary>One WebSocket message with it, made at most once for each protocol: the same bytes for all connections of our own transport.</summary>
    public ReadOnlyMemory<byte> Message(IHubProtocol protocol)
    {
        for (var made = framed; made is not null; made = made.Next)
        {
            if (made.Protocol == protocol.Name)
                return made.Bytes;
        }

        return MakeMessage(protocol);
    }

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

    private static SerializedHubMessage Message(Publication publication) =>
        new(new InvocationMessage(nameof(IChannelClient.Publication), [publication]));

    private byte[] MakeMessage(IHubProtocol protocol)
    {
        lock (gate)
        {
            for (var made = framed; made is not null; made = made.Next)
            {
                if (made.Protocol == protocol.Name)
                    return made.Bytes;
            }

            var payload = message is null ? (ReadOnlyMemory<byte>)Join(protocol) : protocol.GetMessageBytes(message.Message!);
            var opcode = protocol.TransferFormat == TransferFormat.Binary ? Opcode.Binary : Opcode.Text;
            framed = new WebSocketMessage(protocol.Name, FrameHeader.Frame(opcode, payload.Span), framed);
            return framed.Bytes;
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

    private sealed record WebSocketMessage(string Protocol, byte[] Bytes, WebSocketMessage? Next);

    private sealed record Patch(Frame Whole, long After);
}
