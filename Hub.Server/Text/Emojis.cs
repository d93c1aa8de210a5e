using System.Collections.Frozen;

namespace RealtimeHub.Server.Text;

/// <summary>The emojis of Unicode's list (RGI_Emoji), from the embedded <c>emoji.txt</c>; see <c>tables.mjs</c>.</summary>
internal static class Emojis
{
    private const char TextStyle = '\uFE0E';
    private const char EmojiStyle = '\uFE0F';

    private static readonly FrozenDictionary<string, string> Spellings =
        Resources.Lines("emoji.txt").ToFrozenDictionary(Key, StringComparer.Ordinal);

    /// <summary>The list's own spelling of an emoji; null for what is not an emoji.</summary>
    public static string? Canonical(string text) => Spellings.GetValueOrDefault(Key(text));

    /// <summary>The same for all spellings of one emoji: it leaves out the selectors of text and emoji style.</summary>
    public static string Key(string text) =>
        text.AsSpan().ContainsAny(TextStyle, EmojiStyle) ? string.Concat(text.Where(c => c is not (TextStyle or EmojiStyle))) : text;
}
