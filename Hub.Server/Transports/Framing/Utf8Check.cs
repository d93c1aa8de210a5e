using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RealtimeHub.Server.Transports.Framing;

/// <summary>Checks that text which comes in pieces is UTF-8. A piece may end within a character; what can become none any more is refused at once.</summary>
internal struct Utf8Check
{
    private const int MostCarried = 3;
    private uint carried;
    private int count;

    /// <summary>Takes the next piece; false when the text is not UTF-8.</summary>
    public bool TryTake(ReadOnlySpan<byte> piece)
    {
        while (count > 0 && !piece.IsEmpty)
        {
            if (!TryComplete(piece[0]))
                return false;
            piece = piece[1..];
        }

        var whole = piece.Length - UnfinishedBytes(piece);
        if (!Utf8.IsValid(piece[..whole]))
            return false;
        foreach (var next in piece[whole..])
        {
            if (!TryComplete(next))
                return false;
        }

        return true;
    }

    /// <summary>Ends the text; false when it ends within a character.</summary>
    public bool TryEnd()
    {
        var isWhole = count == 0;
        count = 0;
        return isWhole;
    }

    private bool TryComplete(byte next)
    {
        Span<byte> bytes = stackalloc byte[MostCarried + 1];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)(carried >> (8 * i));
        bytes[count] = next;
        switch (Rune.DecodeFromUtf8(bytes[..(count + 1)], out _, out _))
        {
            case OperationStatus.Done:
                (carried, count) = (0, 0);
                return true;
            case OperationStatus.NeedMoreData:
                carried |= (uint)next << (8 * count);
                count++;
                return true;
            default:
                return false;
        }
    }

    // How many bytes at the end begin a character that may go on in the next piece.
    private static int UnfinishedBytes(ReadOnlySpan<byte> piece)
    {
        for (var back = 1; back <= Math.Min(MostCarried, piece.Length); back++)
        {
            var lead = piece[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var length = lead switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? back : 0;
        }

        return 0;
    }
}
