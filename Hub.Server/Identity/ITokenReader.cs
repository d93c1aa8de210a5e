namespace RealtimeHub.Server.Identity;

/// <summary>Judges tokens.</summary>
internal interface ITokenReader
{
    /// <summary>Reads a token. Whatever comes in, the answer is an outcome and never an exception.</summary>
    TokenOutcome Read(string token);
}

/// <summary>What a token turned out to be: exactly one of the two is there.</summary>
/// <param name="Claims">What it says, where it is valid.</param>
/// <param name="Reason">Why it is not, for the log only: whoever sent it learns no more than "invalid token".</param>
internal readonly record struct TokenOutcome(TokenClaims? Claims, string? Reason)
{
    public static TokenOutcome Valid(TokenClaims claims) => new(claims, null);

    public static TokenOutcome Invalid(string reason) => new(null, reason);
}
