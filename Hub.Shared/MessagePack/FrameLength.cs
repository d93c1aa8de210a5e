using System.Buffers;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>The length before each message: seven bits a byte, the lowest first, at most five bytes, no longer than needed.</summary>
internal static class FrameLength
{
    private const int MaxBytes = 5;

    /// <summary>Takes one whole frame off the input, with its length in front; false while it is incomplete.</summary>
    /// <exception cref="InvalidDataException">No length is written so.</exception>
    public static bool TryTakeFrame(ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> frame, out int prefixLength)
    {
        frame = default;
        Span<byte> prefix = stackalloc byte[MaxBytes];
        var available = input.Slice(0, Math.Min(MaxBytes, input.Length));
        available.CopyTo(prefix);
        if (!TryRead(prefix[..(int)available.Length], out var length, out prefixLength) || input.Length - prefixLength < length)
            return false;
        frame = input.Slice(0, prefixLength + (long)length);
        input = input.Slice(frame.End);
        return true;
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
