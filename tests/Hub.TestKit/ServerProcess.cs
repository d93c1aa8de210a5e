using System.Net;

namespace RealtimeHub.TestKit;

/// <summary>The real server in a process of its own, on a free port of 127.0.0.1, with its data in a folder of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly GuardedProcess process;
    private readonly TempFolder? ownFolder;

    private ServerProcess(GuardedProcess process, TempFolder? ownFolder)
    {
        this.process = process;
        this.ownFolder = ownFolder;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The hub's address.</summary>
    public Uri HubAddress => new(Address, "hub");

    /// <summary>All lines of its log.</summary>
    public Recorder<OutputLine> Log => process.Output;

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Starts it and waits until clients may come.</summary>
    /// <exception cref="InvalidOperationException">It ended; the message shows the last lines of its log.</exception>
    public static async Task<ServerProcess> StartAsync(ServerSettings? settings = null)
    {
        var server = await LaunchAsync(settings);
        try
        {
            await server.BecomeReadyAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Starts it and waits for nothing: for starts that are refused.</summary>
    public static async Task<ServerProcess> LaunchAsync(ServerSettings? settings = null)
    {
        settings ??= new ServerSettings();
        var ownFolder = settings.DataPath is null ? new TempFolder() : null;
        var program = settings.Assembly ?? Repository.AssemblyOf("Hub.Server");
        string[] arguments =
        [
            program,
            "--urls", $"http://127.0.0.1:{settings.Port}",
            "--environment", settings.Environment,
            "--Hub:DataPath", settings.DataPath ?? ownFolder!.File("data"),
            .. settings.Options.SelectMany(option => new[] { "--" + option.Key, option.Value }),
        ];
        // No settings of the machine's own user, and no debugger pipes left in the temp folder.
        var variables = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = null,
            ["ASPNETCORE_URLS"] = null,
            ["DOTNET_ENVIRONMENT"] = null,
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        foreach (var (name, value) in settings.Variables)
            variables[name] = value;
        var process = settings.OpenFiles is { } files
            ? await GuardedProcess.StartAsync("/bin/sh", ["-c", $"ulimit -n {files} && exec dotnet \"$@\"", "dotnet", .. arguments], Path.GetDirectoryName(program), variables)
            : await GuardedProcess.StartAsync("dotnet", arguments, Path.GetDirectoryName(program), variables);
        return new ServerProcess(process, ownFolder);
    }

    /// <summary>Sends a signal.</summary>
    public void Send(ProcessSignal signal) => process.Send(signal);

    /// <summary>Asks it to stop in good order and gives the exit code.</summary>
    public Task<int> StopAsync(TimeSpan? limit = null)
    {
        Send(ProcessSignal.Terminate);
        return WaitForExitAsync(limit);
    }

    /// <summary>Kills it as a power cut would; data that it has written stay.</summary>
    public Task KillAsync() => process.KillAsync();

    /// <summary>Waits for its end and gives its exit code.</summary>
    public Task<int> WaitForExitAsync(TimeSpan? limit = null) => process.WaitForExitAsync(limit);

    /// <summary>Ends it, and fails when a secret is in its log.</summary>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        ownFolder?.Dispose();
        Secrets.AreInNone(Log.Items.Select(line => line.Text));
    }

    /// <summary>Waits until clients may come; for one that was launched.</summary>
    public async Task BecomeReadyAsync()
    {
        var line = await Log.FirstAsync(line => line.Text.Contains(Listening, StringComparison.Ordinal), what: "the server's address in its log");
        Address = new Uri(line.Text[(line.Text.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
        using var http = new HttpClient { BaseAddress = Address };
        await TestTimeout.Until(async () => (await http.GetAsync("health/ready")).StatusCode == HttpStatusCode.OK, what: "a green /health/ready");
    }
}
