using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>What a WebSocket frame is.</summary>
public enum Opcode
{
    /// <summary>A further part of a message.</summary>
    Continuation = 0,

    /// <summary>Text.</summary>
    Text = 1,

    /// <summary>Bytes.</summary>
    Binary = 2,

    /// <summary>The end, with a code.</summary>
    Close = 8,

    /// <summary>A question for life.</summary>
    Ping = 9,

    /// <summary>The answer to it.</summary>
    Pong = 10,
}

/// <summary>A WebSocket frame.</summary>
/// <param name="Opcode">What it is; any value of four bits can be sent.</param>
/// <param name="Payload">Its bytes, unmasked.</param>
/// <param name="Final">Whether the message ends with it.</param>
/// <param name="Reserved">The three reserved bits.</param>
public sealed record RawFrame(Opcode Opcode, byte[] Payload, bool Final = true, int Reserved = 0)
{
    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>The code of a close frame; null when it has none.</summary>
    public int? CloseCode => Opcode == Opcode.Close && Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;

    /// <summary>Its bytes on the wire, masked with the given mask or not at all.</summary>
    public byte[] Encode(uint? mask)
    {
        var bytes = new List<byte> { (byte)((Final ? 0x80 : 0) | (Reserved << 4) | (int)Opcode) };
        WriteLength(bytes, mask is null ? 0 : 0x80);
        if (mask is not { } value)
            return [.. bytes, .. Payload];
        var key = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(key, value);
        return [.. bytes, .. key, .. Payload.Select((b, i) => (byte)(b ^ key[i % 4]))];
    }

    private void WriteLength(List<byte> bytes, int maskBit)
    {
        if (Payload.Length < 126)
        {
            bytes.Add((byte)(maskBit | Payload.Length));
            return;
        }

        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, Payload.Length);
        var isShort = Payload.Length <= ushort.MaxValue;
        bytes.Add((byte)(maskBit | (isShort ? 126 : 127)));
        bytes.AddRange(isShort ? length[6..] : length);
    }
}
