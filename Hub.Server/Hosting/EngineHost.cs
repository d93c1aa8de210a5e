using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Hosting;

/// <summary>Opens the engine before clients may come and closes it after the last has gone.</summary>
internal sealed class EngineHost(IEngine engine, LiveChannels channels, Cursors cursors) : IHostedService, IReadinessCheck
{
    public string? Reason => engine.Health.Ready ? null : engine.Health.Reason ?? "the engine is not ready";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartAsync(channels, cancellationToken);
        }
        catch (FolderInUseException inUse)
        {
            throw new StartRefusedException(ExitCodes.DataInUse, inUse.Message, inUse);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(ExitCodes.DataUnusable, "The journal can't be read or written: " + unusable.Message, unusable);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await cursors.DisposeAsync();
        await engine.DisposeAsync();
    }
}
