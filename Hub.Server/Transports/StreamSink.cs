namespace RealtimeHub.Server.Transports;

/// <summary>Writes to the web server's stream of an upgraded request: TLS, and whatever else is between it and the network.</summary>
internal sealed class StreamSink(Stream stream) : IFrameSink
{
    public int TrySend(ReadOnlySpan<byte> bytes) => 0;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException("the connection is gone", error);
        }
    }
}
