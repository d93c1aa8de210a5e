using System.Security.Cryptography;

namespace RealtimeHub.Server.Identity;

/// <summary>A key and the one algorithm it may be used with.</summary>
internal sealed class SigningKey
{
    /// <summary>The algorithm's name in a token's header.</summary>
    public const string Algorithm = "HS256";

    /// <summary>The fewest bytes of a secret: as many as the hash has.</summary>
    public const int MinSecretBytes = 32;

    private readonly byte[] secret;

    public SigningKey(string? kid, byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, MinSecretBytes);
        Kid = kid;
        this.secret = secret;
    }

    /// <summary>The id by which tokens name it; null takes tokens that name any key or none.</summary>
    public string? Kid { get; }

    public byte[] Sign(ReadOnlySpan<byte> input) => HMACSHA256.HashData(secret, input);

    /// <summary>Takes the same time for every signature.</summary>
    public bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, input, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}

/// <summary>The keys whose tokens are taken; the first signs our own.</summary>
internal sealed class SigningKeys(IReadOnlyList<SigningKey> keys)
{
    public SigningKey Own => keys[0];

    /// <summary>The keys that may have signed a token with this <c>kid</c>.</summary>
    public IEnumerable<SigningKey> For(string? kid)
    {
        if (kid is null)
            return keys;
        var named = keys.Where(key => key.Kid == kid).ToList();
        return named.Count > 0 ? named : keys.Where(key => key.Kid is null);
    }
}
