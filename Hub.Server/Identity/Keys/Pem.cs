using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>Reads public keys from PEM text. No fault shows any part of the text.</summary>
internal static class Pem
{
    private const string Whole = "-----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----";

    /// <summary>The key, or what is wrong with the text, as it reads behind its name.</summary>
    public static (AsymmetricSecurityKey? Key, string? Fault) Read(string text, TokenAlgorithm algorithm)
    {
        // Variables of the environment often can't hold line breaks.
        text = text.Replace("\\n", "\n", StringComparison.Ordinal);
        if (!PemEncoding.TryFind(text, out var fields))
            return (null, $"is not a public key in PEM, from {Whole}");
        if (PemEncoding.TryFind(text.AsSpan(fields.Location.End.GetOffset(text.Length)), out _))
            return (null, "holds more than one PEM block; give each key a place of its own in Keys");
        return text[fields.Label] switch
        {
            "PUBLIC KEY" or "RSA PUBLIC KEY" => Import(text, algorithm),
            "CERTIFICATE" => (null, "holds a certificate; give its public key, as 'openssl x509 -pubkey -noout' writes it"),
            { } label when label.Contains("PRIVATE", StringComparison.Ordinal) =>
                (null, "holds a private key, which belongs to those who sign only; give its public half, as 'openssl pkey -pubout' writes it"),
            _ => (null, $"is not a public key in PEM, from {Whole}"),
        };
    }

    private static (AsymmetricSecurityKey? Key, string? Fault) Import(string text, TokenAlgorithm algorithm)
    {
        try
        {
            return algorithm == TokenAlgorithm.ES256 ? ImportEllipticCurve(text) : ImportRsa(text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            return (null, $"is no key of {algorithm}, or is damaged");
        }
    }

    private static (AsymmetricSecurityKey? Key, string? Fault) ImportRsa(string text)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(text);
        return KeyRules.FaultOf(rsa.ExportParameters(false)) is { } fault ? (null, fault) : (new RsaSecurityKey(rsa.ExportParameters(false)), null);
    }

    private static (AsymmetricSecurityKey? Key, string? Fault) ImportEllipticCurve(string text)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(text);
        if (KeyRules.FaultOf(key.ExportParameters(false)) is not { } fault)
            return (new ECDsaSecurityKey(key), null);
        key.Dispose();
        return (null, fault);
    }
}
