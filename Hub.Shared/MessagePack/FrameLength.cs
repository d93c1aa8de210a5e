using System.Buffers;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>The length before each message: seven bits a byte, the lowest first, at most five bytes, no longer than needed.</summary>
internal static class FrameLength
{
    public const int MaxBytes = 5;

    /// <summary>Takes one whole frame off the input, without its length; false while it is incomplete.</summary>
    /// <exception cref="InvalidDataException">No length is written so.</exception>
    public static bool TryTakeFrame(ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        Span<byte> prefix = stackalloc byte[MaxBytes];
        var available = input.Slice(0, Math.Min(MaxBytes, input.Length));
        available.CopyTo(prefix);
        if (!TryRead(prefix[..(int)available.Length], out var length, out var used) || input.Length - used < length)
            return false;
        frame = input.Slice(used, length);
        input = input.Slice(frame.End);
        return true;
    }

    /// <summary>Writes a length and says how many bytes that took.</summary>
    public static int Write(int length, Span<byte> output)
    {
        var left = (uint)length;
        var used = 0;
        for (; left > 0x7f; left >>= 7)
            output[used++] = (byte)(left | 0x80);
        output[used++] = (byte)left;
        return used;
    }

    private static bool TryRead(ReadOnlySpan<byte> prefix, out int length, out int used)
    {
        var value = 0L;
        for (var i = 0; i < prefix.Length; i++)
        {
            value |= (long)(prefix[i] & 0x7f) << (7 * i);
            if ((prefix[i] & 0x80) != 0)
                continue;
            if (value > int.MaxValue || (prefix[i] == 0 && i > 0))
                break;
            length = (int)value;
            used = i + 1;
            return true;
        }

        length = used = 0;
        return prefix.Length < MaxBytes && (prefix.IsEmpty || (prefix[^1] & 0x80) != 0)
            ? false
            : throw new InvalidDataException("MessagePack: no message has such a length");
    }
}
