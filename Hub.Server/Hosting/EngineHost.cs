using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Hosting;

/// <summary>Opens the engine before clients may come and closes it after the last has gone.</summary>
internal sealed class EngineHost(IEngine engine, LiveChannels channels, Cursors cursors) : IHostedService, IReadinessCheck
{
    public string? Reason => engine.Health.Ready ? null : engine.Health.Reason ?? "the engine is not ready";

    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(channels, cancellationToken).AsTask();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await cursors.DisposeAsync();
        await engine.DisposeAsync();
    }
}
