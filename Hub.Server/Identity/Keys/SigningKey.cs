using Microsoft.IdentityModel.Tokens;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>A key and the only algorithm that it may be used with.</summary>
internal sealed class SigningKey
{
    /// <summary>The fewest bytes of a secret of <c>HS256</c>: as many as the hash has.</summary>
    public const int MinSecretBytes = 32;

    /// <summary>A secret of <c>HS256</c>.</summary>
    public SigningKey(string? kid, byte[] secret)
        : this(kid, TokenAlgorithm.HS256, secret)
    {
    }

    /// <summary>A shared secret. It verifies, and it signs the server's own tokens.</summary>
    public SigningKey(string? kid, TokenAlgorithm algorithm, byte[] secret)
        : this(kid, algorithm, new SymmetricSecurityKey(secret))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, algorithm.MinSecretBytes());
        Credentials = new SigningCredentials(Key, algorithm.ToString());
    }

    /// <summary>The public half of a pair. It only verifies.</summary>
    public SigningKey(string? kid, TokenAlgorithm algorithm, AsymmetricSecurityKey key)
        : this(kid, algorithm, (SecurityKey)key)
    {
    }

    private SigningKey(string? kid, TokenAlgorithm algorithm, SecurityKey key)
    {
        (Kid, Algorithm, Key) = (kid, algorithm, key);
        key.KeyId = kid;
        Validation = SignatureOnly(key, algorithm);
    }

    /// <summary>The id by which tokens name it; null verifies tokens that name no other key.</summary>
    public string? Kid { get; }

    public TokenAlgorithm Algorithm { get; }

    public SecurityKey Key { get; }

    /// <summary>The <c>iss</c> that its tokens must have, whatever else is configured; null where it has no issuer of its own.</summary>
    public string? Issuer { get; init; }

    /// <summary>How it signs; null where it only verifies.</summary>
    public SigningCredentials? Credentials { get; }

    /// <summary>How its signature is verified, and no more: a token's claims are checked by <see cref="JwtReader"/>.</summary>
    public TokenValidationParameters Validation { get; }

    private static TokenValidationParameters SignatureOnly(SecurityKey key, TokenAlgorithm algorithm) => new()
    {
        IssuerSigningKey = key,
        ValidAlgorithms = [algorithm.ToString()],
        RequireSignedTokens = true,
        RequireExpirationTime = false,
        ValidateLifetime = false,
        ValidateIssuer = false,
        ValidateAudience = false,
    };
}
