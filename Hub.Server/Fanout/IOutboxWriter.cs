using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Fanout;

/// <summary>The edge behind an <see cref="Outbox"/>: one connection's transport.</summary>
internal interface IOutboxWriter
{
    /// <summary>What the connection speaks.</summary>
    IHubProtocol Protocol { get; }

    /// <summary>The bytes of a frame as this connection's transport takes them.</summary>
    ReadOnlyMemory<byte> Encode(Frame frame) => frame.Encode(Protocol);

    /// <summary>Writes whole frames, as <see cref="Encode"/> gave them. Completes when the transport has room for more; the bytes may be reused then.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> frames);

    /// <summary>Writes one frame that many connections share.</summary>
    ValueTask WriteAsync(Frame frame) => WriteAsync(Encode(frame));

    /// <summary>The reader is too slow for what it must not miss: ends the connection, so that it comes back and recovers.</summary>
    void EndAsSlowConsumer();
}
