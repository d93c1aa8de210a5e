using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Opens the engine before any service of the application starts, and closes it after all have stopped: a worker may publish as long as it runs, wherever
/// it was registered.
/// </summary>
internal sealed partial class EngineHost(
    IEngine engine, LiveChannels channels, Cursors cursors, JournalOptions options, TimeProvider time, ILogger<EngineHost> logger) : IHostedLifecycleService, IReadinessCheck
{
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(20);

    public string? Reason => engine.Health.Ready ? null : engine.Health.Reason ?? "the engine is not ready";

    /// <summary>Why the engine could not be opened or closed; null while nothing has failed.</summary>
    public ServerFailureException? Failure { get; private set; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch (FolderInUseException inUse)
        {
            throw Fail(ExitCodes.DataInUse, inUse.Message, inUse);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or DamagedException)
        {
            throw Fail(ExitCodes.DataUnusable, $"The journal in {options.Folder} can't be read or written: {unusable.Message}", unusable);
        }
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await cursors.DisposeAsync();
            await engine.DisposeAsync();
        }
        // A file that failed may already be closed.
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw Fail(ExitCodes.DataUnusable, "The journal can't be closed in good order, and the next start checks it: " + unusable.Message, unusable);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Opens it; a folder that a predecessor still has is waited for.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await engine.StartAsync(channels, cancellationToken);
                return;
            }
            catch (FolderInUseException) when (time.GetElapsedTime(began) < options.FolderWait)
            {
                if (isFirst)
                    LogWaiting(options.Folder, options.FolderWait);
            }

            await Task.Delay(TryEvery, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process has {Folder}; waiting for it for up to {Wait}.")]
    private partial void LogWaiting(string folder, TimeSpan wait);

    private ServerFailureException Fail(int exitCode, string message, Exception cause) =>
        Failure = new ServerFailureException(exitCode, message.ReplaceLineEndings(" "), cause);
}
