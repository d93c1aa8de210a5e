using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Connections;

public sealed class Http2Tests
{
    [Theory]
    [InlineData(HubTransports.WebSockets)]
    [InlineData(HubTransports.ServerSentEvents)]
    [InlineData(HubTransports.LongPolling)]
    public async Task ConnectAsync_ServerHasHttp2_UsesItForEveryRequest(HubTransports transport)
    {
        using var certificate = SelfSigned();
        await using var server = await ScriptedServer.StartAsync(certificate: certificate);
        await using var client = new ScriptedClient(server.Hub, options => options with
        {
            Transports = transport,
            ConfigureHttp = http => http.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
        });
        await client.Hub.ConnectAsync().Within();
        await client.Hub.PublishAsync("topic:a", "number", 1).Within();
        Assert.Equal(transport, client.Hub.Transport);
        Assert.All(server.Requests.Items, request => Assert.Equal("HTTP/2", request.Protocol));
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
