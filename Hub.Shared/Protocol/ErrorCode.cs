using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Why a call was refused. On the wire in snake case: <c>bad_request</c>.</summary>
[JsonConverter(typeof(WireEnumConverter<ErrorCode>))]
public enum ErrorCode
{
    /// <summary>The request breaks a rule; the text names the field.</summary>
    BadRequest,

    /// <summary>No user, or not the one it takes.</summary>
    Unauthorized,

    /// <summary>The user may not; a private thing that is missing reads the same.</summary>
    PermissionDenied,

    /// <summary>Something inside what one may see is not there.</summary>
    NotFound,

    /// <summary>An expectation of the request no longer holds; nothing was changed.</summary>
    Conflict,

    /// <summary>The position can't be continued from.</summary>
    PositionLost,

    /// <summary>The value is larger than its limit.</summary>
    PayloadTooLarge,

    /// <summary>A count would pass its limit.</summary>
    LimitExceeded,

    /// <summary>Too many calls; the text ends in <c>retry after N ms</c>.</summary>
    RateLimited,

    /// <summary>The engine does not answer; nothing was stored.</summary>
    Unavailable,

    /// <summary>A fault of the server, logged under the id that the text bears.</summary>
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
