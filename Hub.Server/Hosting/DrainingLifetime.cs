using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using RealtimeHub.Server.Channels.Overview;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Stops the process on SIGTERM and SIGINT, after a drain. The framework's own lifetime signals ApplicationStopping first, and SignalR
/// then ends every connection. A service manager that gave <c>NOTIFY_SOCKET</c> receives when clients may come and when the stop begins.
/// </summary>
internal sealed class DrainingLifetime(Drain drain, IHostApplicationLifetime lifetime, ISystemdNotifier manager) : IHostLifetime, IHostedLifecycleService, INodeStop, IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    public bool HasBegun => drain.IsDraining;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        return Task.CompletedTask;
    }

    public void Begin() => _ = StopAfterDrainAsync();

    // A stop requested in code drains, too: this runs before any service is stopped.
    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        manager.Notify(ServiceState.Ready);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        registrations.Clear();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Begin();
    }

    private async Task StopAfterDrainAsync()
    {
        try
        {
            await DrainAsync();
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    // Told again by a second signal, the manager takes it for the same.
    private Task DrainAsync()
    {
        manager.Notify(ServiceState.Stopping);
        return drain.RunAsync();
    }
}
