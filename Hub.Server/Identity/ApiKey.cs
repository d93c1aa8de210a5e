using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Server.Identity;

/// <summary>What a caller of the HTTP API may do.</summary>
[Flags]
internal enum ApiScopes
{
    None = 0,

    /// <summary>Publish to every channel.</summary>
    Publish = 1,

    /// <summary>Read every channel.</summary>
    Read = 2,

    /// <summary>Everything.</summary>
    Admin = 4 | Publish | Read,
}

/// <summary>A program that may use the HTTP API; only the hash of its key is kept.</summary>
internal sealed class ApiKey
{
    public const int MinCharacters = 16;
    public const string HashPrefix = "sha256:";
    private readonly byte[] hash;

    public ApiKey(ApiKeyOptions options)
    {
        (Name, Scopes, UpdatesPerSecond) = (options.Name, ScopesOf(options.Scopes) ?? ApiScopes.None, options.UpdatesPerSecond);
        hash = HashOf(options.Key) ?? HashOfText(options.Key);
    }

    public string Name { get; }

    public ApiScopes Scopes { get; }

    public int UpdatesPerSecond { get; }

    /// <summary>Whether a text is its key. Takes the same time for every text.</summary>
    public bool Is(string key) => CryptographicOperations.FixedTimeEquals(hash, HashOfText(key));

    /// <summary>Whether the configuration may have this key.</summary>
    public static bool IsKey(string key) =>
        key.StartsWith(HashPrefix, StringComparison.Ordinal) ? HashOf(key) is not null : key.Length >= MinCharacters && key.All(c => char.IsBetween(c, '!', '~'));

    /// <summary>The scopes of a list; null when it has none or another word.</summary>
    public static ApiScopes? ScopesOf(string list)
    {
        var scopes = ApiScopes.None;
        foreach (var word in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!word.All(char.IsAsciiLetter) || !Enum.TryParse<ApiScopes>(word, ignoreCase: true, out var scope) || scope == ApiScopes.None)
                return null;
            scopes |= scope;
        }

        return scopes == ApiScopes.None ? null : scopes;
    }

    private static byte[]? HashOf(string key)
    {
        if (!key.StartsWith(HashPrefix, StringComparison.Ordinal))
            return null;
        var hex = key[HashPrefix.Length..];
        return hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
    }

    private static byte[] HashOfText(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
