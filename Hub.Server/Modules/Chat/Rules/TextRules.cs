using System.Buffers;
using System.Globalization;
using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>What the fields of chat may hold. Each gives the refusal or null.</summary>
internal static class TextRules
{
    public const int MaxRoomBytes = 128;
    public const int MaxUserIdBytes = 128;
    public const int MaxTitleCharacters = 100;
    public const int MaxTopicCharacters = 500;
    public const int MaxEmojiBytes = 32;
    public const int MaxQueryCharacters = 200;

    // The last time that can be told in words, in the year 9999.
    private const long MaxTime = 253_402_300_799_999;

    public static Refusal? Room(string room)
    {
        if (!ChannelName.TryParse(ChatChannels.Namespace + ":" + room, out _, out _) || Encoding.UTF8.GetByteCount(room) > MaxRoomBytes)
            return Refusal.BadRequest($"room takes 1 to {MaxRoomBytes} bytes without control characters or white space");
        return null;
    }

    public static Refusal? NewRoom(string room) => room.StartsWith(ChatChannels.DirectPrefix, StringComparison.Ordinal)
        ? Refusal.BadRequest($"room must not begin with {ChatChannels.DirectPrefix}; such names are the server's")
        : Room(room);

    public static Refusal? UserId(string userId)
    {
        if (!ChannelName.TryParse("user:" + userId, out _, out _) || userId[0] == '~' || Encoding.UTF8.GetByteCount(userId) > MaxUserIdBytes)
            return Refusal.BadRequest($"userId takes 1 to {MaxUserIdBytes} bytes without control characters or white space");
        return null;
    }

    public static Refusal? Title(string title) => Line("title", title, MaxTitleCharacters) ?? Visible("title", title);

    public static Refusal? Topic(string topic) => Line("topic", topic, MaxTopicCharacters);

    public static Refusal? Text(string text, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > maxBytes)
            return Refusal.TooLarge("text", bytes, maxBytes);
        return Characters("text", text, breaks: true) ?? Visible("text", text);
    }

    public static Refusal? Query(string query) => Line("query", query, MaxQueryCharacters);

    /// <summary>One character as people count them, of at most <see cref="MaxEmojiBytes"/>, and not one of ASCII's.</summary>
    public static Refusal? Emoji(string emoji)
    {
        var fits = emoji.Length > 0
            && Encoding.UTF8.GetByteCount(emoji) <= MaxEmojiBytes
            && StringInfo.GetNextTextElementLength(emoji) == emoji.Length
            && !Ascii.IsValid(emoji)
            && Characters("emoji", emoji, breaks: false) is null
            && Visible("emoji", emoji) is null;
        return fits ? null : Refusal.BadRequest($"emoji takes one emoji of at most {MaxEmojiBytes} bytes");
    }

    public static Refusal? MessageId(string field, long messageId) => messageId is < 1 or > Position.MaxOffset
        ? Refusal.BadRequest($"{field} must be 1 to {Position.MaxOffset}")
        : null;

    public static Refusal? Time(string field, long time) => time is < 0 or > MaxTime
        ? Refusal.BadRequest($"{field} must be a time in Unix milliseconds, 0 to {MaxTime}")
        : null;

    private static Refusal? Line(string field, string text, int maxCharacters)
    {
        var characters = text.EnumerateRunes().Count();
        return characters > maxCharacters
            ? Refusal.BadRequest($"{field} has {characters} characters; the limit is {maxCharacters}")
            : Characters(field, text, breaks: false);
    }

    private static Refusal? Characters(string field, ReadOnlySpan<char> text, bool breaks)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done)
                return Refusal.BadRequest($"{field} is not valid Unicode");
            if (Rune.IsControl(rune) && !(breaks && rune.Value is ('\n' or '\r' or '\t')))
                return Refusal.BadRequest($"{field} must not contain control characters{(breaks ? " but line breaks and tabs" : "")}");
            text = text[length..];
        }

        return null;
    }

    // Something that nobody sees would be a message that nobody can answer or report.
    private static Refusal? Visible(string field, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control))
                return null;
        }

        return Refusal.BadRequest($"{field} must hold something that can be seen");
    }
}
