using System.Buffers.Binary;

namespace RealtimeHub.Load;

/// <summary>What comes over a WebSocket.</summary>
internal interface IFrameHandler
{
    /// <summary>One message of the hub protocol, without its separator.</summary>
    void OnMessage(ReadOnlySpan<byte> message);

    void OnPing(ReadOnlySpan<byte> payload);

    void OnClose(ReadOnlySpan<byte> payload);
}

/// <summary>
/// Takes bytes as they come, cut anywhere, and gives SignalR's JSON messages out of the WebSocket frames. A
/// message may lie in several frames and a frame hold several messages. Of clients' frames it reads those whose mask is
/// zero, as this generator's are.
/// </summary>
internal sealed class FrameReader(IFrameHandler handler)
{
    private const byte Separator = 0x1e;
    private readonly byte[] header = new byte[14];
    private readonly byte[] control = new byte[125];
    private byte[] part = [];
    private int partLength;
    private int headerLength;
    private int controlLength;
    private long remaining;
    private bool inFrame;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!inFrame)
            {
                if (!ReadHeader(ref bytes))
                    return;
            }

            var taken = (int)Math.Min(remaining, bytes.Length);
            Take(bytes[..taken]);
            bytes = bytes[taken..];
            remaining -= taken;
            if (remaining == 0)
                EndFrame();
        }
    }

    private bool IsControl => (header[0] & 8) != 0;

    private bool ReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            header[headerLength++] = bytes[0];
            bytes = bytes[1..];
            if (headerLength < 2 || headerLength < HeaderSize(header[1]))
                continue;
            remaining = PayloadSize();
            inFrame = true;
            if (remaining == 0)
                EndFrame();
            return inFrame;
        }

        return false;
    }

    private static int HeaderSize(byte second) => (second & 127) switch { 127 => 10, 126 => 4, _ => 2 } + (second >> 7 << 2);

    private long PayloadSize() => (header[1] & 127) switch
    {
        127 => BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(2)),
        126 => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)),
        var length => length,
    };

    private void Take(ReadOnlySpan<byte> payload)
    {
        if (IsControl)
        {
            payload.CopyTo(control.AsSpan(controlLength));
            controlLength += payload.Length;
            return;
        }

        for (var end = payload.IndexOf(Separator); end >= 0; end = payload.IndexOf(Separator))
        {
            if (partLength == 0)
            {
                handler.OnMessage(payload[..end]);
            }
            else
            {
                Keep(payload[..end]);
                handler.OnMessage(part.AsSpan(0, partLength));
                partLength = 0;
            }

            payload = payload[(end + 1)..];
        }

        Keep(payload);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (part.Length < partLength + bytes.Length)
            Array.Resize(ref part, Math.Max(512, (partLength + bytes.Length) * 2));
        bytes.CopyTo(part.AsSpan(partLength));
        partLength += bytes.Length;
    }

    private void EndFrame()
    {
        var opcode = header[0] & 15;
        inFrame = false;
        headerLength = 0;
        var payload = control.AsSpan(0, controlLength);
        controlLength = 0;
        if (opcode == 9)
            handler.OnPing(payload);
        else if (opcode == 8)
            handler.OnClose(payload);
    }
}
