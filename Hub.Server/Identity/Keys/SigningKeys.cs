namespace RealtimeHub.Server.Identity.Keys;

/// <summary>The keys whose tokens are accepted; the first with a secret signs the server's own.</summary>
/// <param name="keys">The keys of the configuration.</param>
/// <param name="remote">Those of an identity provider, where there is one.</param>
internal sealed class SigningKeys(IReadOnlyList<SigningKey> keys, RemoteKeys? remote = null)
{
    /// <summary>Signs the server's own tokens; null where no key has a secret.</summary>
    public SigningKey? Own { get; } = keys.FirstOrDefault(key => key.Credentials is not null);

    /// <summary>Those of the configuration that may have signed a token of this header.</summary>
    public IEnumerable<SigningKey> Configured(TokenHeader header) => Find(keys, header);

    /// <summary>Those of the identity provider that may have; waits for a fetch where none is known.</summary>
    public ValueTask<IReadOnlyList<SigningKey>> RemoteAsync(TokenHeader header) => remote?.ForAsync(header) ?? new([]);

    /// <summary>The keys of a list that may have signed a token of this header.</summary>
    public static IEnumerable<SigningKey> Find(IReadOnlyList<SigningKey> keys, TokenHeader header)
    {
        if (header.Kid is null)
            return keys.Where(key => key.Algorithm == header.Algorithm);
        var named = keys.Where(key => key.Kid == header.Kid).ToList();
        return (named.Count > 0 ? named : keys.Where(key => key.Kid is null)).Where(key => key.Algorithm == header.Algorithm);
    }
}

/// <summary>What a token's header says of the key.</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="Kid"><c>kid</c>; null when it names none.</param>
internal readonly record struct TokenHeader(TokenAlgorithm Algorithm, string? Kid);
