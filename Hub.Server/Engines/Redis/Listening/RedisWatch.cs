using RealtimeHub.Server.Engines.Redis.Connecting;
using RealtimeHub.Server.Engines.Redis.Reporting;
using RealtimeHub.Server.Engines.Redis.Slices;

namespace RealtimeHub.Server.Engines.Redis.Listening;

/// <summary>
/// Looks after Redis: every few seconds, and at once when a connection was lost or came back. Renews what this node has opened, finds out whether Redis
/// works again, and whether a message was missed.
/// </summary>
internal sealed class RedisWatch(
    RedisConnection connection, SliceTable slices, ListeningTable listening, RedisCondition condition, TimeSpan interval, ILogger logger) : IAsyncDisposable
{
    // While something is wrong, and for some rounds after it changed: pub/sub needs a moment to be whole again.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);
    private const int RoundsAfterChange = 4;

    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private int roundsSoon;
    private Task running = Task.CompletedTask;

    public void Start()
    {
        connection.Changed = Wake;
        running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        connection.Changed = null;
        await end.CancelAsync();
        await running;
        end.Dispose();
        changed.Dispose();
    }

    private void Wake()
    {
        Volatile.Write(ref roundsSoon, RoundsAfterChange);
        try
        {
            changed.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake, or has ended.
        }
    }

    private async Task RunAsync()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                var soon = condition.Fault is not null || Interlocked.Decrement(ref roundsSoon) >= 0;
                await changed.WaitAsync(soon && Soon < interval ? Soon : interval, end.Token);
                await CheckAsync();
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
            }
            catch (EngineUnavailableException)
            {
                // It is in the condition, and looked at again soon.
                await connection.AskWhyAsync();
            }
#pragma warning disable CA1031 // Nobody else would notice that Redis is back.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.WatchFailed(e.Message);
            }
        }
    }

    private async Task CheckAsync()
    {
        var faults = condition.FaultCount;
        await slices.OpenAllAsync(andLoad: false);
        await listening.CheckAsync();
        if (connection.HearsPubSub)
            condition.Answers(faults);
        else
            condition.Fail(RedisFaults.Deaf);
        await listening.SweepAsync();
    }
}
