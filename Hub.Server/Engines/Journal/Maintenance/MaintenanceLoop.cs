using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Reporting;
using RealtimeHub.Server.Engines.Journal.Starting;
using RealtimeHub.Server.Engines.Journal.Writing;

namespace RealtimeHub.Server.Engines.Journal.Maintenance;

/// <summary>Runs the maintenance from time to time, never two at once, and never in the writer's way.</summary>
internal sealed class MaintenanceLoop(
    JournalOptions options, TimeProvider time, JournalMaintenance maintenance, JournalWriter writer, JournalCondition condition,
    ClockLeapMonitor leaps, ILogger logger)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private ITimer? timer;
    private volatile bool stopped;
    private volatile bool checkpointDue;
    private string? lastFailure;

    public void Start(bool checkpointDue)
    {
        this.checkpointDue = checkpointDue;
        maintenance.Begin();
        timer = time.CreateTimer(static loop => _ = ((MaintenanceLoop)loop!).TickAsync(), this, options.MaintenanceInterval, options.MaintenanceInterval);
    }

    /// <summary>Ends it; what is under way is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        stopped = true;
        if (timer is not null)
            await timer.DisposeAsync();
        await turn.WaitAsync();
        turn.Dispose();
    }

    public void WriteLastCheckpoint() => maintenance.Checkpoint(clean: true);

    public Task CheckpointAsync() => InTurnAsync(() => Task.Run(() => maintenance.Checkpoint(clean: false)));

    public Task CleanAsync() => InTurnAsync(() => Task.Run(() => maintenance.CleanAsync(int.MaxValue)));

    private async Task TickAsync()
    {
        // The one before is still at it.
        if (!await turn.WaitAsync(TimeSpan.Zero))
            return;
        try
        {
            if (!stopped)
                await Task.Run(WorkAsync);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            leaps.Look();
            if (condition.IsBlocked)
                writer.Add(new ProbeWork());
            if (condition.Failure is not null)
                return;
            if (checkpointDue)
                maintenance.Checkpoint(clean: false);
            checkpointDue = false;
            await maintenance.RunAsync();
            lastFailure = null;
        }
#pragma warning disable CA1031 // Whatever is wrong, it is tried again and must not end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Once, not each second, for as long as the reason is the same.
            if (lastFailure != e.Message)
                logger.MaintenanceFailed(e.Message);
            lastFailure = e.Message;
        }
    }

    private async Task InTurnAsync(Func<Task> action)
    {
        await turn.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            turn.Release();
        }
    }
}
