using System.Globalization;
using System.Text;

namespace RealtimeHub.Server.Diagnostics.Logging;

/// <summary>Makes a text fit for a log: without tokens, on one line, of a bounded length. What a client sent must not forge a line or fill the disk.</summary>
internal static class LogText
{
    /// <summary>The most characters of a line.</summary>
    public const int MaxCharacters = 4096;

    private const char LineSeparator = '\u2028';
    private const char ParagraphSeparator = '\u2029';

    /// <summary>The same text where nothing of it must change.</summary>
    public static string Clean(string text) => Cut(Escape(TokenText.Redact(text)));

    private static string Cut(string text)
    {
        if (text.Length <= MaxCharacters)
            return text;
        var note = string.Create(CultureInfo.InvariantCulture, $"… ({text.Length} characters)");
        var end = MaxCharacters - note.Length;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), note);
    }

    private static string Escape(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\0', '\u001f');
        if (first < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0 && text.AsSpan().IndexOfAny(LineSeparator, ParagraphSeparator) < 0)
            return text;
        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c is '\n')
                safe.Append(@"\n");
            else if (c is '\r')
                safe.Append(@"\r");
            else if (c is '\t')
                safe.Append(@"\t");
            else if (char.IsControl(c) || c is LineSeparator or ParagraphSeparator)
                safe.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}");
            else
                safe.Append(c);
        }

        return safe.ToString();
    }
}
