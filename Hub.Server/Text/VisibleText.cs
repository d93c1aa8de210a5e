using System.Globalization;
using System.Text;

namespace RealtimeHub.Server.Text;

/// <summary>What of a text can be seen.</summary>
internal static class VisibleText
{
    // Default_Ignorable_Code_Point, the annotation characters and the blank Braille pattern.
    private static readonly (int First, int Last)[] Invisible =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
        (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>Whether a reader sees anything of it.</summary>
    public static bool Any(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsVisible(rune))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether it contains characters that no reader sees, with which one name can be made to look like another. The joiners
    /// that a script or an emoji needs are none.
    /// </summary>
    public static bool HidesAny(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            var element = text.Substring(at, length);
            if (Emojis.Canonical(element) is null && HidesAny(text, at, length))
                return true;
            at += length;
        }

        return false;
    }

    /// <summary>The text without what <see cref="HidesAny(string)"/> looks for.</summary>
    public static string WithoutHidden(string text)
    {
        if (!HidesAny(text))
            return text;
        var left = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune))
                left.Append(rune.ToString());
        }

        return left.ToString();
    }

    private static bool HidesAny(string text, int start, int length)
    {
        for (var at = start; at < start + length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var size);
            if (IsInvisible(rune) && !Joins(text, at, rune))
                return true;
            at += size;
        }

        return false;
    }

    // As in names of the internet (RFC 5892, appendix A): after a mark of an Indic script, or between letters that connect.
    private static bool Joins(string text, int at, Rune rune)
    {
        if (rune.Value is not (NonJoiner or Joiner) || at == 0)
            return false;
        var (before, after) = (text[at - 1], at + 1 < text.Length ? text[at + 1] : '\0');
        return IsIndicMark(before) || (IsConnecting(before) && IsConnecting(after));
    }

    private static bool IsIndicMark(char c) =>
        c is (>= '\u0900' and <= '\u0DFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsConnecting(char c) =>
        c is (>= '\u0620' and <= '\u08FF') or (>= '\u1820' and <= '\u18AA') && (char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark);

    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && !IsInvisible(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);

    private static bool IsInvisible(Rune rune)
    {
        foreach (var (first, last) in Invisible)
        {
            if (rune.Value <= last)
                return rune.Value >= first;
        }

        return false;
    }
}
