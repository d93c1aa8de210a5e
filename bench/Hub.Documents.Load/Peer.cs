using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RealtimeHub.Documents.Load;

/// <summary>A server of documents in a process of its own, on one core.</summary>
internal sealed class Peer : IDisposable
{
    private const string Listening = "Now listening on: http://";
    private readonly Process process;

    private Peer(Process process) => this.process = process;

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>User and system time so far, of all threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public double ResidentMebibytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    public static async Task<Peer> StartAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("taskset") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", "0", program, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        var peer = new Peer(Process.Start(start)!);
        AppDomain.CurrentDomain.ProcessExit += peer.KillAtExit;
        while (await peer.process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is not (var at and >= 0))
                continue;
            _ = peer.process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            peer.Address = IPEndPoint.Parse(line[(at + Listening.Length)..].Trim());
            return peer;
        }

        throw new IOException("the server ended before it listened");
    }

    /// <summary>Our server with its journal, started from a copy of its build.</summary>
    public static Task<Peer> HubAsync(string assembly, string data, params IEnumerable<string> options) =>
        StartAsync("dotnet", [assembly, "--contentRoot", Path.GetDirectoryName(assembly)!, "--urls", "http://127.0.0.1:0", "--Hub:DataPath", data, .. options]);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}");

    private void KillAtExit(object? sender, EventArgs arguments) => process.Kill();
}
