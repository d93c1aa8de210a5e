using System.Buffers.Binary;

namespace RealtimeHub.Server.Transports.Framing;

/// <summary>Writes the headers of frames that a server sends: final, and not masked.</summary>
internal static class FrameHeader
{
    /// <summary>The longest header of a server's frame.</summary>
    public const int MaxBytes = 10;

    /// <summary>The most bytes of a control frame's payload.</summary>
    public const int MaxControlBytes = 125;

    private const byte Final = 0x80;

    /// <summary>How long the header of a frame with this payload is.</summary>
    public static int LengthOf(int payload) => payload switch { <= MaxControlBytes => 2, <= ushort.MaxValue => 4, _ => MaxBytes };

    /// <summary>Writes a header at the beginning of a span and gives its length.</summary>
    public static int Write(Span<byte> to, Opcode opcode, int payload)
    {
        to[0] = (byte)(Final | (byte)opcode);
        switch (payload)
        {
            case <= MaxControlBytes:
                to[1] = (byte)payload;
                return 2;
            case <= ushort.MaxValue:
                to[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payload);
                return 4;
            default:
                to[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(to[2..], (ulong)payload);
                return MaxBytes;
        }
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[LengthOf(payload.Length) + payload.Length];
        payload.CopyTo(frame.AsSpan(Write(frame, opcode, payload.Length)));
        return frame;
    }

    /// <summary>A close frame; with <see cref="CloseStatus.None"/> one without a code.</summary>
    public static byte[] Close(ushort code)
    {
        if (code == CloseStatus.None)
            return Frame(Opcode.Close, []);
        Span<byte> payload = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, code);
        return Frame(Opcode.Close, payload);
    }
}

/// <summary>What a frame is.</summary>
internal enum Opcode : byte
{
    /// <summary>The next part of a message.</summary>
    Continuation = 0,

    /// <summary>A message of UTF-8 text, or its first part.</summary>
    Text = 1,

    /// <summary>A message of bytes, or its first part.</summary>
    Binary = 2,

    /// <summary>The sender's last frame.</summary>
    Close = 8,

    /// <summary>A question for a pong with the same payload.</summary>
    Ping = 9,

    /// <summary>The answer to a ping.</summary>
    Pong = 10,
}
