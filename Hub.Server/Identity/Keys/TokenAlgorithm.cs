namespace RealtimeHub.Server.Identity.Keys;

/// <summary>The algorithms that tokens may be signed with. The words are those of a token's header.</summary>
internal enum TokenAlgorithm
{
    /// <summary>HMAC with SHA-256 and a shared secret.</summary>
    HS256,

    /// <summary>HMAC with SHA-384 and a shared secret.</summary>
    HS384,

    /// <summary>HMAC with SHA-512 and a shared secret.</summary>
    HS512,

    /// <summary>RSA, PKCS #1 v1.5, SHA-256.</summary>
    RS256,

    /// <summary>RSA, PSS, SHA-256.</summary>
    PS256,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,
}

internal static class TokenAlgorithms
{
    /// <summary>The algorithm that a header names, in just these letters; null for any other word.</summary>
    public static TokenAlgorithm? Find(string? word) => word switch
    {
        nameof(TokenAlgorithm.HS256) => TokenAlgorithm.HS256,
        nameof(TokenAlgorithm.HS384) => TokenAlgorithm.HS384,
        nameof(TokenAlgorithm.HS512) => TokenAlgorithm.HS512,
        nameof(TokenAlgorithm.RS256) => TokenAlgorithm.RS256,
        nameof(TokenAlgorithm.PS256) => TokenAlgorithm.PS256,
        nameof(TokenAlgorithm.ES256) => TokenAlgorithm.ES256,
        _ => null,
    };

    /// <summary>Whether its key is a shared secret.</summary>
    public static bool IsSymmetric(this TokenAlgorithm algorithm) => algorithm <= TokenAlgorithm.HS512;

    /// <summary>The fewest bytes of its secret: as many as the hash has (RFC 7518).</summary>
    public static int MinSecretBytes(this TokenAlgorithm algorithm) => algorithm switch
    {
        TokenAlgorithm.HS384 => 48,
        TokenAlgorithm.HS512 => 64,
        _ => SigningKey.MinSecretBytes,
    };
}
