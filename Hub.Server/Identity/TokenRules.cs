namespace RealtimeHub.Server.Identity;

/// <summary>What a token must say besides being signed.</summary>
/// <param name="Issuer">The <c>iss</c> it must have; null takes any.</param>
/// <param name="Audience">The <c>aud</c> it must have, alone or among others; null takes any.</param>
internal sealed record TokenRules(string? Issuer, string? Audience)
{
    /// <summary>How far another clock may be off.</summary>
    public static TimeSpan Skew { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest life of a token.</summary>
    public static TimeSpan MaxLifetime { get; } = TimeSpan.FromHours(24);
}
