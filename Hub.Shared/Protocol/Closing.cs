using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>What a client is to do after its connection has been closed.</summary>
[JsonConverter(typeof(WireEnumConverter<ReconnectAdvice>))]
public enum ReconnectAdvice
{
    /// <summary>Come back at once.</summary>
    Now,

    /// <summary>Come back after the usual growing delay.</summary>
    Backoff,

    /// <summary>Stay away.</summary>
    Never,
}

/// <summary>Why the server closes a connection.</summary>
[JsonConverter(typeof(WireEnumConverter<ClosingCode>))]
public enum ClosingCode
{
    /// <summary>The node is going.</summary>
    Shutdown,

    /// <summary>The connection did not read what was written to it.</summary>
    SlowConsumer,

    /// <summary>The token expired and was not refreshed.</summary>
    TokenExpired,

    /// <summary>The connection went on calling after being told to slow down.</summary>
    TooManyErrors,

    /// <summary>The user or address has too many connections.</summary>
    ConnectionLimit,

    /// <summary>An operator or another user's right ended it.</summary>
    Kicked,

    /// <summary>The user is banned.</summary>
    Banned,

    /// <summary>The connection sent what is not this protocol.</summary>
    ProtocolError,
}

/// <summary>What each <see cref="ClosingCode"/> asks of the client.</summary>
public static class ClosingCodes
{
    /// <summary>Whether and when to come back after this end.</summary>
    public static ReconnectAdvice Advice(this ClosingCode code) => code switch
    {
        ClosingCode.Shutdown or ClosingCode.SlowConsumer => ReconnectAdvice.Now,
        ClosingCode.TokenExpired or ClosingCode.TooManyErrors or ClosingCode.ConnectionLimit => ReconnectAdvice.Backoff,
        _ => ReconnectAdvice.Never,
    };
}

/// <summary>Right before the server closes the connection; best effort.</summary>
/// <param name="Code">Why.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Reconnect">What to do next.</param>
public sealed record Closing(ClosingCode Code, string Message, ReconnectAdvice Reconnect);
