using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Tests.Identity.Keys;

public class KeyOptionsValidatorTests
{
    private const string Missing = "PublicKeyPem is missing";

    [Theory]
    [InlineData("HS256", 32, null)]
    [InlineData("HS256", 31, "Secret has 31 bytes; HS256 takes at least 32")]
    [InlineData("HS384", 48, null)]
    [InlineData("HS384", 47, "Secret has 47 bytes; HS384 takes at least 48")]
    [InlineData("HS512", 64, null)]
    [InlineData("HS512", 63, "Secret has 63 bytes; HS512 takes at least 64")]
    [InlineData("RS256", 64, "Secret does not go with RS256")]
    [InlineData("ES384", 64, "Algorithm must be one of HS256, HS384, HS512, RS256, PS256, ES256")]
    [InlineData("none", 64, "Algorithm must be one of")]
    [InlineData("", 64, "Algorithm must be one of")]
    public void Validate_Secret_TakesAsManyBytesAsItsHash(string algorithm, int bytes, string? fault) =>
        AssertFault(fault, new KeyOptions { Algorithm = algorithm, Secret = new string('s', bytes) });

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void Validate_Rsa_TakesAStrongPublicKeyOnly(string algorithm)
    {
        using var strong = RSA.Create(2048);
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a", strong, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var pem = strong.ExportSubjectPublicKeyInfoPem();

        AssertPem(null, algorithm, pem);
        AssertPem(null, algorithm, strong.ExportRSAPublicKeyPem());
        AssertPem(null, algorithm, pem.ReplaceLineEndings("\\n"));
        AssertPem("has 1024 bits", algorithm, weak.ExportSubjectPublicKeyInfoPem());
        AssertPem("holds a private key", algorithm, strong.ExportPkcs8PrivateKeyPem());
        AssertPem("holds a private key", algorithm, strong.ExportRSAPrivateKeyPem());
        AssertPem("holds a certificate", algorithm, certificate.ExportCertificatePem());
        AssertPem("holds more than one", algorithm, pem + "\n" + pem);
        AssertPem("is no key of", algorithm, curve.ExportSubjectPublicKeyInfoPem());
        AssertPem("is no key of", algorithm, pem[..100] + pem[140..]);
        AssertPem("is not a public key in PEM", algorithm, "a secret that someone put here");
        AssertPem("is not a public key in PEM", algorithm, "");
        AssertFault(Missing, new KeyOptions { Algorithm = algorithm });
    }

    [Fact]
    public void Validate_EllipticCurve_TakesP256Only()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var other = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        using var rsa = RSA.Create(2048);

        AssertPem(null, "ES256", key.ExportSubjectPublicKeyInfoPem());
        AssertPem("is on another curve", "ES256", larger.ExportSubjectPublicKeyInfoPem());
        AssertPem("is on another curve", "ES256", other.ExportSubjectPublicKeyInfoPem());
        AssertPem("is no key of ES256", "ES256", rsa.ExportSubjectPublicKeyInfoPem());
        AssertPem("holds a private key", "ES256", key.ExportPkcs8PrivateKeyPem());
        AssertPem("holds a private key", "ES256", key.ExportECPrivateKeyPem());
        AssertFault(Missing, new KeyOptions { Algorithm = "ES256" });
    }

    private static void AssertPem(string? fault, string algorithm, string pem) =>
        AssertFault(fault is null ? null : "PublicKeyPem " + fault, new KeyOptions { Algorithm = algorithm, PublicKeyPem = pem });

    private static void AssertFault(string? fault, KeyOptions options)
    {
        var result = new KeyOptionsValidator().Validate(null, options);
        Assert.Equal(fault is null, result.Succeeded);
        if (fault is not null)
        {
            Assert.StartsWith(fault, result.Failures!.First(), StringComparison.Ordinal);
            Assert.All(result.Failures!, line => Assert.DoesNotContain('\n', line));
        }
    }
}
