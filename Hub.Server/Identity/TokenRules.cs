namespace RealtimeHub.Server.Identity;

/// <summary>What a signed token must also contain.</summary>
/// <param name="Issuer">The <c>iss</c> it must have; null accepts any.</param>
/// <param name="Audience">The <c>aud</c> it must have, alone or among others; null accepts any.</param>
internal sealed record TokenRules(string? Issuer, string? Audience)
{
    /// <summary>Whether a token must have an <c>iat</c>.</summary>
    public bool RequiresIssuedAt { get; init; }

    /// <summary>How far another clock may differ.</summary>
    public static TimeSpan Skew { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest lifetime of a token.</summary>
    public static TimeSpan MaxLifetime { get; } = TimeSpan.FromHours(24);
}
