using RealtimeHub.Server.Engines.Journal.Writing;

namespace RealtimeHub.Server.Engines.Journal.Upkeep;

/// <summary>Runs the upkeep from time to time, never two at once, and never in the writer's way.</summary>
internal sealed class UpkeepLoop(
    JournalOptions options, TimeProvider time, JournalUpkeep upkeep, JournalWriter writer, JournalCondition condition, ILogger logger)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private ITimer? timer;
    private volatile bool stopped;
    private volatile bool checkpointDue;

    public void Start(bool checkpointDue)
    {
        this.checkpointDue = checkpointDue;
        upkeep.Begin();
        timer = time.CreateTimer(static loop => _ = ((UpkeepLoop)loop!).TickAsync(), this, options.UpkeepInterval, options.UpkeepInterval);
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

    public void WriteLastCheckpoint() => upkeep.Checkpoint(clean: true);

    public Task CheckpointAsync() => InTurnAsync(() => Task.Run(() => upkeep.Checkpoint(clean: false)));

    public Task CleanAsync() => InTurnAsync(() => Task.Run(() => upkeep.CleanAsync(int.MaxValue)));

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
            if (condition.Full)
                writer.Add(new ProbeWork());
            if (condition.Failure is not null)
                return;
            if (checkpointDue)
                upkeep.Checkpoint(clean: false);
            checkpointDue = false;
            await upkeep.RunAsync();
        }
        catch (Exception e) when (e is IOException or EngineUnavailableException)
        {
            logger.UpkeepFailed(e);
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
