using System.Net.Sockets;
using System.Text;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Start;

/// <summary>What a service manager such as systemd receives (<c>sd_notify</c>).</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource end = new();
    private readonly Recorder<string> told = new();

    public SystemdTests()
    {
        manager.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));
        _ = ListenAsync();
    }

    public void Dispose()
    {
        end.Cancel();
        end.Dispose();
        manager.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task NotifySocket_StartAndStop_IsToldReadyOnceClientsMayComeAndStoppingBeforeTheDrain()
    {
        await using var server = await ServerProcess.LaunchAsync(new ServerSettings { Variables = new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = folder.File("notify") } });

        await told.FirstAsync(message => message == "READY=1");
        await server.BecomeReadyAsync();
        Assert.DoesNotContain("STOPPING=1", told.Items);
        server.Send(ProcessSignal.Terminate);
        await told.FirstAsync(message => message == "STOPPING=1");

        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Equal("READY=1", told.Items[0]);
    }

    [Fact]
    public async Task NotifySocket_StartThatIsRefused_IsNeverToldReady()
    {
        var settings = new ServerSettings { Variables = new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = folder.File("notify") } };
        await using var server = await ServerProcess.LaunchAsync(settings.With("Hub:Limits:NoSuchLimit", "1"));

        Assert.Equal(78, await server.WaitForExitAsync());
        Assert.DoesNotContain("READY=1", told.Items);
    }

    [Fact]
    public void Unit_SaysWhatTheServerDoes()
    {
        var unit = File.ReadAllLines(Repository.PathOf("deploy/realtimehub.service"))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#')).Select(line => line.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);

        Assert.Equal("notify", unit["Type"].Single());
        Assert.Equal("/opt/realtimehub/Hub.Server", unit["ExecStart"].Single());
        Assert.True(int.Parse(unit["TimeoutStopSec"].Single(), System.Globalization.CultureInfo.InvariantCulture) > 20, "a drain takes up to 20 s");
        Assert.Equal("75 78", unit["RestartPreventExitStatus"].Single());
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[4_096];
        try
        {
            while (true)
            {
                var length = await manager.ReceiveAsync(buffer, SocketFlags.None, end.Token);
                foreach (var line in Encoding.UTF8.GetString(buffer, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    told.Add(line);
            }
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
