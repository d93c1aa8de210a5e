using RealtimeHub.Client;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;
using Xunit.Abstractions;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>
/// A server drains while another waits for its data and takes over, under load: nothing is lost and nothing comes twice, for the .NET client and for stock clients that
/// come back with <c>since</c>. The TypeScript client's part is <c>Hub.Web/e2e/restart.test.ts</c>.
/// </summary>
public sealed class RestartTests(ITestOutputHelper output)
{
    private const string Waiting = "waiting for it";

    // In the ordinary run few enough for a machine that does other things, too.
    private static readonly Load Wanted = TestTimeout.IsLongRun ? new Load(900, 100, 10, 200) : new Load(30, 10, 4, 40);

    [Fact]
    public async Task TakeOver_OnTheSamePort_NothingLostNothingTwice()
    {
        using var folder = new TempFolder();
        var port = FreePort.Find();
        await using var first = await ServerProcess.StartAsync(Settings(folder, port));
        var entry = first.Address;

        await RunAsync(entry, async () =>
        {
            var second = await LaunchSuccessorAsync(folder, port);
            Assert.Equal(0, await first.StopAsync());
            await second.BecomeReadyAsync();
            Assert.Equal(entry, second.Address);
            return second;
        });
    }

    [Fact]
    public async Task TakeOver_BehindAProxy_NothingLostNothingTwice()
    {
        using var folder = new TempFolder();
        await using var first = await ServerProcess.StartAsync(Settings(folder, 0));
        await using var proxy = CuttingProxy.Start(first.Address);

        await RunAsync(proxy.Address, async () =>
        {
            var second = await LaunchSuccessorAsync(folder, 0);
            Assert.Equal(0, await first.StopAsync());
            await second.BecomeReadyAsync();
            proxy.Target = second.Address;
            return second;
        });
    }

    [Fact]
    public async Task Start_FolderInUseForTooLong_EndsWith75()
    {
        using var folder = new TempFolder();
        await using var first = await ServerProcess.StartAsync(Settings(folder, 0));
        await using var second = await ServerProcess.LaunchAsync(Settings(folder, 0).With("Hub:Journal:FolderWait", "00:00:00.300"));

        Assert.Equal(75, await second.WaitForExitAsync());
        Assert.Contains(second.Log.Items, line => line.Text.Contains("in use by another process", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhileItWaitsForTheFolder_EndsWith0AndLeavesTheOtherAlone()
    {
        using var folder = new TempFolder();
        await using var first = await ServerProcess.StartAsync(Settings(folder, 0));
        await using var second = await LaunchSuccessorAsync(folder, 0);

        Assert.Equal(0, await second.StopAsync());

        await using var client = new HubClient(first.HubAddress);
        Assert.Equal(1, (await client.PublishAsync("topic:alive", "t", 1).Within()).Position.Offset);
    }

    /// <summary>Publishes all the while, lets one server take over from another in the middle, and sees what every client got.</summary>
    private async Task RunAsync(Uri entry, Func<Task<ServerProcess>> takeOver)
    {
        var (programs, stock, channelCount, rate) = Wanted;
        var limit = TimeSpan.FromMinutes(TestTimeout.IsLongRun ? 10 : 4);
        string[] channels = [.. Enumerable.Range(0, channelCount).Select(n => $"topic:{n}-{Guid.NewGuid():N}")];
        await using var followers = await Followers.StartAsync(new Uri(entry, "hub"), programs, channels);
        await using var script = await NodeScript.StartAsync(Repository.PathOf("tests/interop/restart.mjs"), [entry.AbsoluteUri, $"{stock}", .. channels]);
        await script.FirstAsync(message => message.TryGetProperty("ready", out _), limit);

        await using var publisher = new SteadyPublisher(new Uri(entry, "hub"), channels, rate);
        await publisher.AcceptedAsync(2 * rate).Within();
        await using var second = await takeOver();
        await publisher.AcceptedAsync(publisher.Accepted + (2 * rate)).Within(limit);
        var published = await publisher.EndAsync().Within(limit);

        await followers.FinishAsync(limit);
        Assert.Equal(0, await script.WaitForExitAsync(limit));
        var told = script.Messages.Items.Where(message => message.TryGetProperty("faults", out _)).ToList();
        output.WriteLine($"proof: {programs + stock} clients, {channelCount} channels, {rate} publications a second, {published} in all, {publisher.Duplicates} repeated");
        Assert.Empty(followers.Faults);
        Assert.Equal(stock, told.Count);
        Assert.All(told, one => Assert.Empty(one.GetProperty("faults").EnumerateArray().Select(fault => fault.ToString())));
        Assert.All(told, one => Assert.True(one.GetProperty("reconnects").GetInt32() >= 1, one.ToString()));
        await using var reader = new HubClient(new Uri(entry, "hub"));
        foreach (var channel in channels)
            Assert.Equal(publisher.CountOf(channel), (await reader.ReadHistoryAsync(channel, limit: 1).Within()).Position.Offset);
    }

    private static ServerSettings Settings(TempFolder folder, int port) => new ServerSettings { Port = port, DataPath = folder.File("data") }
        .With("Hub:Limits:PublishesPerSecond", "0")
        .With("Hub:Limits:CallsPerSecond", "0");

    private static async Task<ServerProcess> LaunchSuccessorAsync(TempFolder folder, int port)
    {
        var second = await ServerProcess.LaunchAsync(Settings(folder, port).With("Hub:Journal:FolderWait", "00:02:00"));
        await second.Log.FirstAsync(line => line.Text.Contains(Waiting, StringComparison.Ordinal));
        return second;
    }

    /// <summary>How much is going on.</summary>
    private sealed record Load(int Programs, int Stock, int Channels, int PublicationsPerSecond);
}
