using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RealtimeHub.Documents.Bench;

/// <summary>Runs bench/peers/yjs/measure.mjs.</summary>
internal static class NodePeer
{
    public static async Task<Measured> RunAsync(string library, Prepared trace, int rounds)
    {
        var folder = PeerFolder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            await StartAsync("npm", folder, "ci");
        var output = await StartAsync("node", folder, "--expose-gc", "measure.mjs", library, trace.Folder, rounds.ToString(CultureInfo.InvariantCulture));
        using var json = JsonDocument.Parse(output);
        if (json.RootElement.GetProperty("text").GetString() != trace.Text)
            throw new InvalidOperationException($"{library}: the text that came out isn't the trace's end");
        return new Measured(json.RootElement.GetProperty("times").Deserialize<Dictionary<string, double[]>>()!, json.RootElement.GetProperty("memory").GetDouble());
    }

    private static string PeerFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln")))
                return Path.Combine(folder.FullName, "bench", "peers", "yjs");
        }

        throw new DirectoryNotFoundException("bench/peers/yjs is in no folder above this program");
    }

    private static async Task<string> StartAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
