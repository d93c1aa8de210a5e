using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Transports.Framing;

/// <summary>What a <see cref="FrameReader"/> found.</summary>
internal enum FrameEvent
{
    /// <summary>Everything was taken; more must come.</summary>
    None,

    /// <summary>A part of a message.</summary>
    Part,

    /// <summary>The last part of a message, which may be empty.</summary>
    End,

    /// <summary>A ping; its payload is to be sent back.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>The peer's last frame; <see cref="FrameReader.Code"/> is its code. Nothing behind it is read.</summary>
    Close,

    /// <summary>The peer broke the rules; <see cref="FrameReader.Code"/> is what to close with. Nothing behind it is read.</summary>
    Violation,
}

/// <summary>
/// Reads what a client sends over a WebSocket (RFC 6455), as it comes: frames may be cut anywhere. Payload is unmasked where it lies, and nothing is kept
/// but a header or a control frame that has only come in part. Nothing is allocated, except once for a control frame in several pieces.
/// </summary>
internal sealed class FrameReader
{
    private const int MaxHeaderBytes = 14;
    private const int MaskBytes = 4;
    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte OpcodeBits = 0x0F;
    private const byte MaskBit = 0x80;
    private const byte LengthBits = 0x7F;
    private const byte FirstControl = 8;

    private HeaderBytes header;
    private int headerCount;
    private int headerLength;
    private bool isInPayload;
    private bool isFinal;
    private Opcode opcode;
    private Opcode message;
    private ulong left;
    private uint mask;
    private byte[]? control;
    private int controlCount;
    private Utf8Check text;
    private bool hasEnded;

    /// <summary>The code of <see cref="FrameEvent.Close"/> or <see cref="FrameEvent.Violation"/>.</summary>
    public ushort Code { get; private set; }

    private bool IsControl => (byte)opcode >= FirstControl;

    /// <summary>Takes bytes off the front up to the next event.</summary>
    /// <param name="bytes">What has come and was not taken yet. Its payload is unmasked in place.</param>
    /// <param name="payload">The event's payload, valid until these bytes or this reader are used again.</param>
    public FrameEvent Read(ref Span<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (hasEnded)
        {
            bytes = default;
            return FrameEvent.None;
        }

        while (true)
        {
            if (!isInPayload && !TryReadHeader(ref bytes, out var violation))
                return violation ? Violate(CloseStatus.ProtocolError) : FrameEvent.None;
            if (IsControl)
                return ReadControl(ref bytes, out payload);
            if (left > 0 && bytes.IsEmpty)
                return FrameEvent.None;
            if (ReadData(ref bytes, out payload) is var found && (found != FrameEvent.Part || !payload.IsEmpty))
                return found;
        }
    }

    // False with no violation: it goes on in what comes next.
    private bool TryReadHeader(ref Span<byte> bytes, out bool violation)
    {
        violation = false;
        Span<byte> at = header;
        while (headerCount < 2 || headerCount < headerLength)
        {
            if (bytes.IsEmpty)
                return false;
            at[headerCount++] = bytes[0];
            bytes = bytes[1..];
            if ((headerCount == 1 && !TryBegin(at[0])) || (headerCount == 2 && !TryReadLength(at[1])))
            {
                violation = true;
                return false;
            }
        }

        violation = !TryEndHeader(at);
        return !violation;
    }

    private bool TryBegin(byte first)
    {
        (isFinal, opcode) = ((first & FinalBit) != 0, (Opcode)(first & OpcodeBits));
        if ((first & ReservedBits) != 0)
            return false;
        return opcode switch
        {
            Opcode.Continuation => message != Opcode.Continuation,
            Opcode.Text or Opcode.Binary => message == Opcode.Continuation,
            Opcode.Close or Opcode.Ping or Opcode.Pong => isFinal,
            _ => false,
        };
    }

    private bool TryReadLength(byte second)
    {
        var length = second & LengthBits;
        headerLength = 2 + length switch { 127 => 8, 126 => 2, _ => 0 } + MaskBytes;

        // A client masks every frame, and a control frame is short.
        return (second & MaskBit) != 0 && (!IsControl || length <= FrameHeader.MaxControlBytes);
    }

    // A length takes no more bytes than it must, and is no negative number.
    private bool TryEndHeader(ReadOnlySpan<byte> at)
    {
        left = (ulong)(at[1] & LengthBits);
        var isMinimal = true;
        if (left == 126)
            isMinimal = (left = BinaryPrimitives.ReadUInt16BigEndian(at[2..])) > FrameHeader.MaxControlBytes;
        else if (left == 127)
            isMinimal = (left = BinaryPrimitives.ReadUInt64BigEndian(at[2..])) is > ushort.MaxValue and <= long.MaxValue;
        mask = MemoryMarshal.Read<uint>(at[(headerLength - MaskBytes)..]);
        (headerCount, headerLength, isInPayload, controlCount) = (0, 0, true, 0);
        if (opcode is Opcode.Text or Opcode.Binary)
            message = opcode;
        return isMinimal;
    }

    private FrameEvent ReadData(ref Span<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        var part = bytes[..(int)Math.Min(left, (ulong)bytes.Length)];
        bytes = bytes[part.Length..];
        left -= (ulong)part.Length;
        mask = Masking.Apply(part, mask);
        payload = part;
        if (message == Opcode.Text && !text.TryTake(part))
            return Violate(CloseStatus.InvalidPayload);
        if (left > 0)
            return FrameEvent.Part;
        isInPayload = false;
        if (!isFinal)
            return FrameEvent.Part;
        var isText = message == Opcode.Text;
        message = Opcode.Continuation;
        return !isText || text.TryEnd() ? FrameEvent.End : Violate(CloseStatus.InvalidPayload);
    }

    private FrameEvent ReadControl(ref Span<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (controlCount == 0 && (ulong)bytes.Length >= left)
        {
            var whole = bytes[..(int)left];
            bytes = bytes[whole.Length..];
            Masking.Apply(whole, mask);
            payload = whole;
            return EndControl(payload);
        }

        control ??= new byte[FrameHeader.MaxControlBytes];
        var next = bytes[..(int)Math.Min(left - (ulong)controlCount, (ulong)bytes.Length)];
        next.CopyTo(control.AsSpan(controlCount));
        controlCount += next.Length;
        bytes = bytes[next.Length..];
        if ((ulong)controlCount < left)
            return FrameEvent.None;
        Masking.Apply(control.AsSpan(0, controlCount), mask);
        payload = control.AsSpan(0, controlCount);
        return EndControl(payload);
    }

    private FrameEvent EndControl(ReadOnlySpan<byte> payload)
    {
        (isInPayload, controlCount) = (false, 0);
        if (opcode == Opcode.Ping)
            return FrameEvent.Ping;
        if (opcode == Opcode.Pong)
            return FrameEvent.Pong;
        if (!CloseStatus.TryRead(payload, out var code))
            return Violate(code);
        (Code, hasEnded) = (code, true);
        return FrameEvent.Close;
    }

    private FrameEvent Violate(ushort code)
    {
        (Code, hasEnded) = (code, true);
        return FrameEvent.Violation;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxHeaderBytes)]
    private struct HeaderBytes
    {
        private byte first;
    }
}
