using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Why a call was refused. On the wire in snake case: <c>bad_request</c>.</summary>
[JsonConverter(typeof(WireEnumConverter<ErrorCode>))]
public enum ErrorCode
{
    /// <summary>The request breaks a rule; the text names the field.</summary>
    BadRequest,

    /// <summary>The call takes a signed-in user, or the token is missing, invalid or another user's.</summary>
    Unauthorized,

    /// <summary>The user has no right to do this; also for what is private and does not exist.</summary>
    PermissionDenied,

    /// <summary>An item does not exist in something that the user may see.</summary>
    NotFound,

    /// <summary>The current state conflicts with the request; nothing was changed.</summary>
    Conflict,

    /// <summary>The subscription can't continue from the given position.</summary>
    PositionLost,

    /// <summary>The value is larger than its limit.</summary>
    PayloadTooLarge,

    /// <summary>A count would exceed its limit.</summary>
    LimitExceeded,

    /// <summary>Too many calls; the details say after how many milliseconds to retry.</summary>
    RateLimited,

    /// <summary>The engine does not respond; nothing was stored.</summary>
    Unavailable,

    /// <summary>An error in the server, logged under the id in the text.</summary>
    Internal,
}

/// <summary>The words of <see cref="ErrorCode"/> on the wire.</summary>
public static class ErrorCodes
{
    private static readonly Dictionary<string, ErrorCode> ByWord =
        Enum.GetValues<ErrorCode>().ToDictionary(code => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()));

    private static readonly Dictionary<ErrorCode, string> Words = ByWord.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The code's word on the wire.</summary>
    public static string ToWord(this ErrorCode code) => Words[code];

    /// <summary>Reads a word; unknown ones give false.</summary>
    public static bool TryParse(string word, out ErrorCode code) => ByWord.TryGetValue(word, out code);

    /// <summary>Whether the same call may work later.</summary>
    public static bool IsTemporary(this ErrorCode code) =>
        code is ErrorCode.RateLimited or ErrorCode.Unavailable or ErrorCode.Internal;
}
