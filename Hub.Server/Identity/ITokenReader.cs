namespace RealtimeHub.Server.Identity;

/// <summary>Validates tokens.</summary>
internal interface ITokenReader
{
    /// <summary>Reads a token. The result is always an outcome, never an exception.</summary>
    ValueTask<TokenOutcome> ReadAsync(string token);
}

/// <summary>The result of reading a token: exactly one of the two is set.</summary>
/// <param name="Claims">Its claims, when it is valid.</param>
/// <param name="Reason">Why it is invalid, for the log only: the sender gets no more than "invalid token".</param>
internal readonly record struct TokenOutcome(TokenClaims? Claims, string? Reason)
{
    /// <summary>What a token says in which nothing is wrong but that it has expired.</summary>
    public TokenClaims? Expired { get; private init; }

    /// <summary>What a token says in which nothing is wrong but that it was revoked; it may have expired, too.</summary>
    public TokenClaims? Revoked { get; private init; }

    public static TokenOutcome Valid(TokenClaims claims) => new(claims, null);

    public static TokenOutcome Late(TokenClaims claims) => new(null, "exp is over") { Expired = claims };

    public static TokenOutcome TakenBack(TokenClaims claims) => new(null, "revoked") { Revoked = claims };

    public static TokenOutcome Invalid(string reason) => new(null, reason);
}
