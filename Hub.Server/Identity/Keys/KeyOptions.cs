using System.Text;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>A key that signs tokens: <c>Hub:Auth:Keys:0</c> and so on.</summary>
public sealed class KeyOptions
{
    /// <summary>The <c>kid</c> of the tokens that it signs, unique among the keys; null, the default, for tokens that name no other key.</summary>
    public string? Kid { get; set; }

    /// <summary>The only <c>alg</c> that its tokens may have: <c>HS256</c>, <c>HS384</c>, <c>HS512</c>, <c>RS256</c>, <c>PS256</c> or <c>ES256</c>. Default: <c>HS256</c>.</summary>
    public string Algorithm { get; set; } = nameof(TokenAlgorithm.HS256);

    /// <summary>The shared secret of <c>HS…</c>, at least 32, 48 or 64 bytes of UTF-8; required there.</summary>
    public string? Secret { get; set; }

    /// <summary>
    /// The public key of <c>RS256</c> and <c>PS256</c> (RSA of 2,048 bits or more) or <c>ES256</c> (P-256) as PEM text; required there. <c>\n</c> may stand
    /// for a line break.
    /// </summary>
    public string? PublicKeyPem { get; set; }

    /// <summary>The key that these options describe. They are valid.</summary>
    internal SigningKey ToKey() => TokenAlgorithms.Find(Algorithm) is { } algorithm && !algorithm.IsSymmetric()
        ? new SigningKey(Kid, algorithm, Pem.Read(PublicKeyPem!, algorithm).Key!)
        : new SigningKey(Kid, TokenAlgorithms.Find(Algorithm)!.Value, Encoding.UTF8.GetBytes(Secret!));
}
