using System.Buffers.Binary;

namespace RealtimeHub.Microbench.WebSockets;

/// <summary>A client that sends the same message without end, one frame after the other: each read gives at most the rest of one.</summary>
internal sealed class RepeatedFrame(int payloadBytes) : Stream
{
    private readonly byte[] frame = Encode(payloadBytes);
    private int at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(buffer.Length, frame.Length - at);
        frame.AsSpan(at, count).CopyTo(buffer.Span);
        at = at + count == frame.Length ? 0 : at + count;
        return new(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // A text frame, final and masked, as clients send them.
    private static byte[] Encode(int payloadBytes)
    {
        byte[] head = payloadBytes < 126 ? [0x81, (byte)(0x80 | payloadBytes)] : [0x81, 0x80 | 126, 0, 0];
        if (payloadBytes >= 126)
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payloadBytes);
        byte[] mask = [1, 2, 3, 4];
        var payload = Enumerable.Range(0, payloadBytes).Select(n => (byte)('x' ^ mask[n % 4]));
        return [.. head, .. mask, .. payload];
    }
}
