using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Configuration;

namespace RealtimeHub.Server.Hosting;

/// <summary>Runs the server and turns its end into an exit code, with one line for what its operator has to fix.</summary>
internal static class ServerRun
{
    /// <param name="create">Builds the application.</param>
    /// <param name="error">Where the line is written.</param>
    public static async Task<int> RunAsync(Func<WebApplication> create, TextWriter error)
    {
        EngineHost? engine = null;
        var stopping = CancellationToken.None;
        try
        {
            DescriptorLimit.Check();
            var app = create();
            engine = app.Services.GetRequiredService<EngineHost>();
            stopping = app.Lifetime.ApplicationStopping;

            // One that waits for its predecessor may find the addresses still in use; they are free before the folder is.
            if (app.Services.GetRequiredService<JournalOptions>().FolderWait == TimeSpan.Zero)
                ListenCheck.Run(app.Configuration, app.Services);
            await app.RunAsync();
            return ExitCodes.Stopped;
        }
        catch (InvalidConfigurationException refused)
        {
            return await EndAsync(ExitCodes.BadConfiguration, "Configuration: " + refused.Message);
        }
        // Before all others: while the host is disposed of, the same engine may fail again in other words.
        catch (Exception) when (engine?.Failure is not null)
        {
            return await EndAsync(engine.Failure.ExitCode, engine.Failure.Message);
        }
        catch (Exception failure) when (ListenFailure.Explain(failure) is { } refused)
        {
            return await EndAsync(ExitCodes.BadConfiguration, "Configuration: " + refused.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop while it was starting.
            return ExitCodes.Stopped;
        }

        async Task<int> EndAsync(int exitCode, string line)
        {
            await error.WriteLineAsync(line);
            return exitCode;
        }
    }
}
