using System.Text;
using RealtimeHub.Server.Channels;

namespace RealtimeHub.Server.Identity;

/// <summary>Rules for users' ids and names.</summary>
internal static class UserText
{
    public const int MaxIdBytes = 128;
    public const int MaxNameCharacters = 64;

    /// <summary>
    /// Whether it may be a user's id. A leading <c>~</c> is reserved for connections without a user. Ids are part of
    /// channels' names, so they contain no white space, and of addresses: <see cref="AddressSegment"/>.
    /// </summary>
    public static bool IsId(string text) => IsTokenId(text) && text[0] != '~';

    /// <summary>Whether it may be a token's id.</summary>
    public static bool IsTokenId(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MaxIdBytes && IsPlain(text) && !text.Any(char.IsWhiteSpace) && AddressSegment.Takes(text);

    /// <summary>Whether it may be a user's name.</summary>
    public static bool IsName(string text)
    {
        var characters = 0;
        foreach (var _ in text.EnumerateRunes())
            characters++;
        return characters is > 0 and <= MaxNameCharacters && IsPlain(text);
    }

    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Decoding puts the replacement character where a surrogate stands alone.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return false;
        }

        return true;
    }
}
