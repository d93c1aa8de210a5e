using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Hosting;

/// <summary>Opens the engine before clients may connect and closes it after the last has disconnected.</summary>
internal sealed class EngineHost(IEngine engine, LiveChannels channels, Cursors cursors) : IHostedService, IReadinessCheck
{
    public string? Reason => engine.Health.Ready ? null : engine.Health.Reason ?? "the engine is not ready";

    /// <summary>Why the engine could not be opened or closed; null while nothing has failed.</summary>
    public ServerFailureException? Failure { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartAsync(channels, cancellationToken);
        }
        catch (FolderInUseException inUse)
        {
            throw Fail(ExitCodes.DataInUse, inUse.Message, inUse);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or DamagedException)
        {
            throw Fail(ExitCodes.DataUnusable, "The journal can't be read or written: " + unusable.Message, unusable);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
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

    private ServerFailureException Fail(int exitCode, string message, Exception cause) =>
        Failure = new ServerFailureException(exitCode, message.ReplaceLineEndings(" "), cause);
}
