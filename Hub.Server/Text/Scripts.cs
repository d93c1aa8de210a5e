using System.Text;

namespace RealtimeHub.Server.Text;

/// <summary>Scripts whose words are not, or not only, divided by spaces.</summary>
internal static class Scripts
{
    // Han, kana, Hangul, Bopomofo, Thai, Lao, Tibetan, Myanmar, Khmer, Tai: the blocks that hold them.
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x1950, 0x19FF), (0x1A20, 0x1AAF), (0x2E80, 0x2FDF), (0x3005, 0x3007),
        (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303B), (0x3041, 0x318F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
        (0x4E00, 0x9FFF), (0xA960, 0xA97F), (0xAA60, 0xAADF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
    ];

    public static bool IsUnspaced(Rune rune)
    {
        if (rune.Value < Unspaced[0].First)
            return false;
        foreach (var (first, last) in Unspaced)
        {
            if (rune.Value <= last)
                return rune.Value >= first;
        }

        return false;
    }
}
