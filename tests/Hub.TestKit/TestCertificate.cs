using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RealtimeHub.TestKit;

/// <summary>A certificate for 127.0.0.1 that signed itself, in two PEM files as a server is given them.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly string hash;

    /// <summary>Makes one.</summary>
    public TestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        hash = made.GetCertHashString();
        File.WriteAllText(Path, made.ExportCertificatePem());
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The certificate.</summary>
    public string Path => folder.File("certificate.pem");

    /// <summary>Its key.</summary>
    public string KeyPath => folder.File("key.pem");

    /// <summary>A client's settings that accept it and no other.</summary>
    public SslClientAuthenticationOptions ClientOptions => new()
    {
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == hash,
    };

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
