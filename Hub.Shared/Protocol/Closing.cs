using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>What a client should do after the server has closed its connection.</summary>
[JsonConverter(typeof(WireEnumConverter<ReconnectAdvice>))]
public enum ReconnectAdvice
{
    /// <summary>Reconnect at once.</summary>
    Now,

    /// <summary>Reconnect after a back-off.</summary>
    Backoff,

    /// <summary>Do not reconnect.</summary>
    Never,
}

/// <summary>Why the server closes a connection.</summary>
[JsonConverter(typeof(WireEnumConverter<ClosingCode>))]
public enum ClosingCode
{
    /// <summary>The node is shutting down.</summary>
    Shutdown,

    /// <summary>The connection did not read what was written to it.</summary>
    SlowConsumer,

    /// <summary>The token expired and was not refreshed.</summary>
    TokenExpired,

    /// <summary>The connection continued to exceed its rates after it was refused.</summary>
    TooManyErrors,

    /// <summary>The user or address has too many connections.</summary>
    ConnectionLimit,

    /// <summary>An operator, or a user with the right to do so, ended the connection.</summary>
    Kicked,

    /// <summary>The user is banned.</summary>
    Banned,

    /// <summary>The connection sent bytes that are not a message of its protocol.</summary>
    ProtocolError,
}

/// <summary>What a client should do after each <see cref="ClosingCode"/>.</summary>
public static class ClosingCodes
{
    /// <summary>Whether and when to reconnect.</summary>
    public static ReconnectAdvice Advice(this ClosingCode code) => code switch
    {
        ClosingCode.Shutdown or ClosingCode.SlowConsumer => ReconnectAdvice.Now,
        ClosingCode.TokenExpired or ClosingCode.TooManyErrors or ClosingCode.ConnectionLimit => ReconnectAdvice.Backoff,
        _ => ReconnectAdvice.Never,
    };
}

/// <summary>Sent right before the server closes the connection, where it can still be written.</summary>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Reconnect">What to do next.</param>
public sealed record Closing(ClosingCode Code, string Message, ReconnectAdvice Reconnect) : RefusalData;
