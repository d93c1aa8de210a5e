using Spectre.Console;

namespace RealtimeHub.Console.Chatting;

/// <summary>How much room a text takes on a terminal.</summary>
internal static class Columns
{
    /// <summary>The columns of a text.</summary>
    public static int Of(string text) => text.GetCellWidth();

    /// <summary>The end of what stands before the cursor and the beginning of what stands behind it, as much as there is room for.</summary>
    public static (string Left, string Right) Window(string before, string behind, int room)
    {
        var right = First(behind, Math.Max(room - Of(before), room / 4));
        return (Last(before, room - Of(right)), right);
    }

    private static string First(string text, int room)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Of(rune.ToString());
            if (room < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    private static string Last(string text, int room)
    {
        var begin = 0;
        var tooMuch = Of(text) - room;
        foreach (var rune in text.EnumerateRunes())
        {
            if (tooMuch <= 0)
                break;
            tooMuch -= Of(rune.ToString());
            begin += rune.Utf16SequenceLength;
        }

        return text[begin..];
    }
}
