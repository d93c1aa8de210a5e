using System.Globalization;
using System.Text;
using RealtimeHub.Server.Text;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>The members whom a text mentions as <c>@name</c>.</summary>
internal static class Mentions
{
    public const int MaxUsers = 50;

    // So that a text of nothing but signs costs little.
    private const int MaxSigns = 200;

    /// <summary>
    /// The ids in order of appearance. Of several names that fit the longest counts, whatever its case and accents; a name
    /// that two members share means both. A name ends where its word ends, or where a script without spaces goes on.
    /// An <c>@</c> within a word, as in a mail address, mentions no one.
    /// </summary>
    public static IReadOnlyList<string> Find(string text, NameBook names)
    {
        // The full-width and the small sign fold to the ordinary one.
        if (!text.AsSpan().ContainsAny('@', '\uFF20', '\uFE6B') || names.Longest == 0)
            return [];
        var folded = FoldedText.Of(text);
        var found = new List<string>();
        var signs = 0;
        for (var at = folded.IndexOf('@', StringComparison.Ordinal); at >= 0 && signs++ < MaxSigns; at = folded.IndexOf('@', at + 1))
        {
            foreach (var userId in MentionedAt(folded, at, names))
            {
                if (found.Count < MaxUsers && !found.Contains(userId))
                    found.Add(userId);
            }
        }

        return found;
    }

    private static IReadOnlyList<string> MentionedAt(string text, int sign, NameBook names)
    {
        var before = RuneBefore(text, sign);
        if (IsWord(before) && !Scripts.IsUnspaced(before))
            return [];
        var rest = text.AsSpan(sign + 1);
        for (var length = Math.Min(names.Longest, rest.Length); length > 0; length--)
        {
            if (EndsAt(rest, length) && names.Find(rest[..length]) is { Count: > 0 } userIds)
                return IsWord(before) && IsDomain(rest[length..]) ? [] : userIds;
        }

        return [];
    }

    private static bool EndsAt(ReadOnlySpan<char> rest, int length)
    {
        if (length == rest.Length)
            return true;
        if (char.IsLowSurrogate(rest[length]))
            return false;
        Rune.DecodeFromUtf16(rest[length..], out var next, out _);
        if (IsMark(next))
            return false;
        Rune.DecodeLastFromUtf16(rest[..length], out var last, out _);
        return !IsWord(next) || !IsWord(last) || Scripts.IsUnspaced(next) || Scripts.IsUnspaced(last);
    }

    // "王@example.com": what follows the name makes an address of it.
    private static bool IsDomain(ReadOnlySpan<char> rest) => rest.Length > 1 && rest[0] == '.' && char.IsLetterOrDigit(rest[1]);

    private static Rune RuneBefore(string text, int at)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _);
        return at == 0 ? default : rune;
    }

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || IsMark(rune);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
