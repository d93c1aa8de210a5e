using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Fanout;

/// <summary>The edge behind an <see cref="Outbox"/>: one connection's transport.</summary>
internal interface IOutboxWriter
{
    /// <summary>What the connection speaks.</summary>
    IHubProtocol Protocol { get; }

    /// <summary>Writes whole frames. Completes when the transport has room for more; the bytes may be reused then.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> frames);

    /// <summary>Writes one frame that many connections share.</summary>
    ValueTask WriteAsync(Frame frame) => WriteAsync(frame.Encode(Protocol));

    /// <summary>The reader is too slow for what it must not miss: ends the connection, so that it comes back and recovers.</summary>
    void EndAsSlowConsumer();
}
