using System.Buffers;
using System.Text;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>What the fields of chat may contain. Each returns the refusal or null.</summary>
internal static class TextRules
{
    public const int MaxRoomBytes = 128;
    public const int MaxUserIdBytes = 128;
    public const int MaxTitleCharacters = 100;
    public const int MaxTopicCharacters = 500;
    public const int MaxUserNameCharacters = 64;
    public const int MaxQueryCharacters = 200;
    public const int MaxSlowModeMs = 3_600_000;

    // The longest emoji has 15 UTF-16 units; selectors of style may be left out or added.
    private const int MaxEmojiLength = 40;

    // The last time that a text can express, in the year 9999.
    private const long MaxTime = 253_402_300_799_999;

    public static Refusal? Room(string room)
    {
        if (!ChannelName.TryParse(ChatChannels.Namespace + ":" + room, out _, out _) || Encoding.UTF8.GetByteCount(room) > MaxRoomBytes)
            return Refusal.BadRequest("room", $"room takes 1 to {MaxRoomBytes} bytes without control characters or white space");
        return null;
    }

    public static Refusal? NewRoom(string room) => room.StartsWith(ChatChannels.DirectPrefix, StringComparison.Ordinal)
        ? Refusal.BadRequest("room", $"room must not begin with {ChatChannels.DirectPrefix}; such names are the server's")
        : Room(room) ?? AddressSegment.Check("room", room) ?? Visible("room", room) ?? NothingHidden("room", room);

    public static Refusal? UserId(string userId)
    {
        if (!ChannelName.TryParse("user:" + userId, out _, out _) || userId[0] == '~' || Encoding.UTF8.GetByteCount(userId) > MaxUserIdBytes)
            return Refusal.BadRequest("userId", $"userId takes 1 to {MaxUserIdBytes} bytes without control characters or white space");
        return null;
    }

    public static Refusal? Title(string title) => 
        Line("title", title, MaxTitleCharacters) ?? Visible("title", title) ?? NothingHidden("title", title);

    public static Refusal? Topic(string topic) => Line("topic", topic, MaxTopicCharacters);

    public static Refusal? Text(string text, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > maxBytes)
            return Refusal.TooLarge("text", bytes, maxBytes);
        return Characters("text", text, breaks: true) ?? Visible("text", text);
    }

    public static Refusal? Query(string query) => Line("query", query, MaxQueryCharacters);

    /// <summary>The spelling of Unicode's list for one emoji of it, whatever spelling came; refused for everything else.</summary>
    public static Outcome<string> Emoji(string emoji) =>
        emoji.Length <= MaxEmojiLength && Emojis.Canonical(emoji) is { } canonical
            ? canonical
            : Refusal.BadRequest("emoji", "emoji takes one emoji of Unicode's list (RGI_Emoji), in any spelling", reason: "not_an_emoji");

    /// <summary>The name that a user chooses.</summary>
    public static Refusal? UserName(string name) =>
        Line("name", name, MaxUserNameCharacters) ?? Visible("name", name) ?? NothingHidden("name", name);

    public static Refusal? MessageId(string field, long messageId) => messageId is < 1 or > Position.MaxOffset
        ? Refusal.BadRequest(field, $"{field} must be 1 to {Position.MaxOffset}")
        : null;

    public static Refusal? SlowMode(int slowModeMs) => slowModeMs is < 0 or > MaxSlowModeMs
        ? Refusal.BadRequest("slowModeMs", $"slowModeMs must be 0 to {MaxSlowModeMs}", MaxSlowModeMs, slowModeMs)
        : null;

    public static Refusal? Time(string field, long time) => time is < 0 or > MaxTime
        ? Refusal.BadRequest(field, $"{field} must be a time in Unix milliseconds, 0 to {MaxTime}")
        : null;

    private static Refusal? Line(string field, string text, int maxCharacters)
    {
        var characters = text.EnumerateRunes().Count();
        return characters > maxCharacters
            ? Refusal.BadRequest(field, $"{field} has {characters} characters; the limit is {maxCharacters}", maxCharacters, characters)
            : Characters(field, text, breaks: false);
    }

    private static Refusal? Characters(string field, ReadOnlySpan<char> text, bool breaks)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done)
                return Refusal.BadRequest(field, $"{field} is not valid Unicode");
            if (Rune.IsControl(rune) && !(breaks && rune.Value is ('\n' or '\r' or '\t')))
                return Refusal.BadRequest(field, $"{field} must not contain control characters{(breaks ? " but line breaks and tabs" : "")}");
            text = text[length..];
        }

        return null;
    }

    // What no reader sees could neither be answered nor reported.
    private static Refusal? Visible(string field, string text) =>
        VisibleText.Any(text) ? null : Refusal.BadRequest(field, $"{field} must contain something visible", reason: "invisible");

    private static Refusal? NothingHidden(string field, string text) =>
        VisibleText.HidesAny(text) ? Refusal.BadRequest(field, $"{field} must not contain invisible characters or those that change the direction of text", reason: "hidden_characters") : null;
}
