using System.Diagnostics;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.TestKit;

/// <summary>A redis-server of one's own on a free port of 127.0.0.1, with its data in a folder of its own.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly int port = FreePort.Find();
    private GuardedProcess? process;

    private RedisServer()
    {
    }

    /// <summary>Where it is, as StackExchange.Redis writes it.</summary>
    public string Configuration => $"127.0.0.1:{port}";

    /// <summary>Where it is, for a proxy.</summary>
    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>The folder of its data.</summary>
    public string Folder => folder.Path;

    /// <summary>Starts one that has written what it answered before it does so: a kill loses nothing, as long as the machine lives.</summary>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer();
        await server.RestartAsync(settings);
        return server;
    }

    /// <summary>Starts it again on the same port and folder; it must have ended.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        await LaunchAsync(settings);
        await process!.Output.FirstAsync(line => line.Text.Contains("Ready to accept connections", StringComparison.Ordinal), what: "Redis' readiness");
    }

    /// <summary>Starts it again without waiting until it has read its data.</summary>
    public async Task LaunchAsync(params string[] settings)
    {
        string[] arguments =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "no", .. settings,
        ];
        process = await GuardedProcess.StartAsync("redis-server", arguments);
    }

    /// <summary>Stops it in good order: it keeps all that it has.</summary>
    public async Task StopAsync()
    {
        Send(ProcessSignal.Terminate);
        await process!.WaitForExitAsync();
    }

    /// <summary>Sends a command by redis-cli and gives its answer.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        var start = new ProcessStartInfo("redis-cli") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["-h", "127.0.0.1", "-p", $"{port}", "--no-auth-warning", .. words])
            start.ArgumentList.Add(word);
        using var cli = Process.Start(start)!;
        var answer = await cli.StandardOutput.ReadToEndAsync().Within();
        await cli.WaitForExitAsync().Within();
        return answer.Trim();
    }

    /// <summary>Kills it as a crash would.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>Sends it a signal.</summary>
    public void Send(ProcessSignal signal) => process!.Send(signal);

    /// <summary>Removes its data; it must have ended.</summary>
    public void RemoveData()
    {
        foreach (var entry in Directory.GetDirectories(folder.Path))
            Directory.Delete(entry, recursive: true);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.Delete(file);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        folder.Dispose();
    }
}
