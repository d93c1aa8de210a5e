namespace RealtimeHub.Server.Transports;

/// <summary>Where the bytes of a connection go: the edge behind a <see cref="WriteGate"/>. One write at a time.</summary>
internal interface IFrameSink
{
    /// <summary>Sends what can be sent without waiting and gives how many bytes that were; 0 where nothing can be.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Sends everything; completes when the bytes may be used again.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);
}
