using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>A link as users hand it on: <c>&lt;linkId&gt;.&lt;secret&gt;</c>. Only the id and a hash of the secret are kept.</summary>
/// <param name="LinkId">Which link of the document it is.</param>
/// <param name="Secret">256 random bits, base64url. They need no slow hash: nobody can try them all.</param>
internal sealed record LinkSecret(string LinkId, string Secret)
{
    public const int IdCharacters = 16;
    private const int SecretBytes = 32;

    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Secret));

    public static LinkSecret Create() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdCharacters / 2)),
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Reads a link; whatever else a caller sends is a link that no document has.</summary>
    public static LinkSecret Parse(string link) =>
        link.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? new(link[..dot], link[(dot + 1)..]) : new(link, "");

    /// <summary>Whether it opens a link of a document. How long that takes does not depend on how much of the secret is right.</summary>
    public bool Opens(LinkRecord link) => link.LinkId == LinkId && CryptographicOperations.FixedTimeEquals(link.SecretHash, Hash);

    public override string ToString() => LinkId + "." + Secret;
}
