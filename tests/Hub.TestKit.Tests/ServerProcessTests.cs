using System.Net;

namespace RealtimeHub.TestKit.Tests;

public class ServerProcessTests
{
    [Fact]
    public async Task StartAsync_Server_IsReadyAndStopsInGoodOrder()
    {
        await using var server = await ServerProcess.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/live")).StatusCode);
        Assert.Equal(0, await server.StopAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("health/live"));
    }

    [Fact]
    public async Task LaunchAsync_BadConfiguration_EndsWith78AndOneLineThatNamesIt()
    {
        await using var server = await ServerProcess.LaunchAsync(new ServerSettings { Environment = "Production" });

        Assert.Equal(78, await server.WaitForExitAsync());
        Assert.Contains("Hub:Auth:Keys:0:Secret", Assert.Single(server.Log.Items).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KillAsync_Server_IsGone()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.KillAsync();

        Assert.Equal(137, await server.WaitForExitAsync());
    }
}
