using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Start;

public class BadConfigurationTests
{
    [Theory]
    [InlineData("Hub:Auth:Keys:0:Secret", "short")]
    [InlineData("Hub:Auth:Keys:0:Algorithm", "none")]
    [InlineData("Hub:Auth:AllowGuests", "maybe")]
    [InlineData("Hub:Origins:0", "*")]
    [InlineData("Hub:Journal:SegmentBytes", "1")]
    [InlineData("Hub:Limits:CallsPerSecond", "many")]
    [InlineData("Hub:Limits:CallsPerSecond", "-1")]
    [InlineData("Hub:Limits:CallPerSecond", "1")]
    [InlineData("Hub:Presence:GracePeriod", "soon")]
    [InlineData("Hub:Presence:GracePeriod", "-00:00:01")]
    [InlineData("Hub:Namespaces:topic:Mode", "tree")]
    [InlineData("Hub:Namespaces:topic:Modes", "log")]
    [InlineData("Hub:Namespaces:Topic!", "log")]
    [InlineData("Hub:Chat:MaxMembers", "1")]
    [InlineData("Hub:Chat:Members", "10")]
    [InlineData("Hub:Engine", "paper")]
    [InlineData("Hub:Node", "a node")]
    [InlineData("Hub:DataPath", "/dev/null/data")]
    [InlineData("Hub:DataPaths", "data")]
    public async Task Start_BadValue_EndsWith78AndOneLineThatNamesTheKey(string key, string value)
    {
        await using var server = await ServerProcess.LaunchAsync(new ServerSettings().With(key, value));

        Assert.Equal(78, await server.WaitForExitAsync());
        var line = Assert.Single(server.Log.Items).Text;
        Assert.StartsWith($"Configuration: {key}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("RealtimeHub.Server.", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://203.0.113.1:80")]
    [InlineData("http://localhost:0")]
    [InlineData("http://127.0.0.1:0;http://203.0.113.1:80")]
    public async Task Start_AddressThatCannotBeListenedOn_EndsWith78AndSaysSoBeforeAnythingIsOpened(string address)
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.LaunchAsync(new ServerSettings { DataPath = folder.File("data") }.With("urls", address));

        Assert.Equal(78, await server.WaitForExitAsync());
        Assert.StartsWith("Configuration: urls: ", Assert.Single(server.Log.Items).Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data/journal")));
    }

    [Theory]
    [InlineData(330)]
    [InlineData(150)]
    public async Task Start_TooFewFileDescriptors_EndsWith78AndOneLineThatSaysHowMany(int files)
    {
        await using var server = await ServerProcess.LaunchAsync(new ServerSettings { OpenFiles = files });

        Assert.Equal(78, await server.WaitForExitAsync());
        var line = Assert.Single(server.Log.Items).Text;
        Assert.StartsWith($"Configuration: file descriptors: this process may have {files} open", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FewFileDescriptors_TakesClients()
    {
        await using var server = await ServerProcess.StartAsync(new ServerSettings { OpenFiles = 400 });
        await using var client = new RealtimeHub.Client.HubClient(server.HubAddress);

        await client.PublishAsync("topic:few", "t", 1).Within();

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Start_AddressInUse_EndsWith78AndSaysSo()
    {
        await using var first = await ServerProcess.StartAsync();
        using var folder = new TempFolder();
        await using var second = await ServerProcess.LaunchAsync(new ServerSettings { Port = first.Address.Port, DataPath = folder.File("data") });

        Assert.Equal(78, await second.WaitForExitAsync());
        var line = Assert.Single(second.Log.Items).Text;
        Assert.Contains("already in use", line, StringComparison.Ordinal);
        Assert.Contains(first.Address.AbsoluteUri.TrimEnd('/'), line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data/journal")));
    }
}
