using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RealtimeHub.Load;

/// <summary>A server under load, pinned to its cores.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "Now listening on: http://";
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly string folder;

    private ServerProcess(Process process, string folder)
    {
        this.process = process;
        this.folder = folder;
        // Told to stop, the generator leaves no server behind.
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>The processor time it has used so far, user and system, all threads.</summary>
    public TimeSpan ProcessorTime => ReadProcessorTime(process.Id);

    /// <summary>The memory it has in use, as the kernel counts it.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static async Task<ServerProcess> StartAsync(Target target, Placement placement)
    {
        var folder = Directory.CreateTempSubdirectory("hub-load").FullName;
        var start = new ProcessStartInfo("taskset") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", placement.Cores, "dotnet", target.Assembly, "--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder, .. target.Arguments])
            start.ArgumentList.Add(argument);
        // The web root and the settings file are found beside the server.
        start.WorkingDirectory = Path.GetDirectoryName(target.Assembly);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        var server = new ServerProcess(Process.Start(start)!, folder);
        try
        {
            server.Address = await server.ReadAddressAsync().WaitAsync(TimeLimit);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The processor time of a process, from <c>/proc</c>: hundredths of a second, exact over seconds.</summary>
    public static TimeSpan ReadProcessorTime(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        // The name in parentheses may hold anything; user and system time are the 14th and 15th of all fields.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<IPEndPoint> ReadAddressAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                // What else it says is read and forgotten, so that it doesn't fill the pipe and stop.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return IPEndPoint.Parse(line[(at + Listening.Length)..].Trim());
            }
        }

        throw new IOException("the server ended before it listened");
    }

    private void KillAtExit(object? sender, EventArgs arguments) => process.Kill();
}
