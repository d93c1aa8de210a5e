using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Hosting;

namespace RealtimeHub.Server.Tests.Hosting;

public sealed class ListenCheckTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private readonly TcpListener taken = new(IPAddress.Loopback, 0);

    public ListenCheckTests() => taken.Start();

    public void Dispose()
    {
        taken.Dispose();
        services.Dispose();
    }

    private int TakenPort => ((IPEndPoint)taken.LocalEndpoint).Port;

    [Theory]
    [InlineData("urls", "http://127.0.0.1:{0}")]
    [InlineData("urls", "http://localhost:{0}")]
    [InlineData("urls", "http://127.0.0.1:0; http://127.0.0.1:{0}")]
    [InlineData("Kestrel:Endpoints:own:Url", "http://127.0.0.1:{0}")]
    [InlineData("http_ports", "{0}")]
    public void Run_PortInUse_IsRefusedWithTheAddress(string key, string value)
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Run((key, string.Format(null, value, TakenPort))));

        Assert.Contains($":{TakenPort} can't be listened on", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_EndpointsOfTheirOwn_TakeThePlaceOfUrls() =>
        Run(("Kestrel:Endpoints:own:Url", "http://127.0.0.1:0"), ("urls", $"http://127.0.0.1:{TakenPort}"), ("http_ports", $"{TakenPort}"));

    [Fact]
    public void Run_FreePort_IsFreeAfterwards()
    {
        var port = TakenPort;
        taken.Stop();

        Run(("urls", $"http://127.0.0.1:{port}"));
        Run(("urls", $"http://127.0.0.1:{port}"));
    }

    private void Run(params (string Key, string Value)[] settings) => ListenCheck.Run(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build(), services);
}
