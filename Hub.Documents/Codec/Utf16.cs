namespace RealtimeHub.Documents.Codec;

/// <summary>Counting in UTF-16 units, as Yjs does, within UTF-8.</summary>
internal static class Utf16
{
    public static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>The byte where a UTF-16 unit's character starts.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="unit">The unit, within the text.</param>
    /// <param name="splitsPair">Whether the unit is the second half of its character.</param>
    public static int IndexOf(ReadOnlySpan<byte> utf8, int unit, out bool splitsPair)
    {
        splitsPair = false;
        var index = Math.Min(unit, AsciiPrefix(utf8));
        for (var left = unit - index; left > 0;)
        {
            var size = SizeOf(utf8[index]);
            var units = size == 4 ? 2 : 1;
            if (units > left)
            {
                splitsPair = true;
                return index;
            }

            left -= units;
            index += size;
        }

        return index;
    }

    private static int SizeOf(byte first) => first switch
    {
        < 0x80 => 1,
        < 0xe0 => 2,
        < 0xf0 => 3,
        _ => 4,
    };

    private static int AsciiPrefix(ReadOnlySpan<byte> text)
    {
        var first = text.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);
        return first < 0 ? text.Length : first;
    }
}
