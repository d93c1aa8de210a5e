using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>
/// Stores the updates of one document: those that come while others are being stored go together as the next batch, which is one write and, for each reader, one
/// frame. No update waits for more than the batch before it. What waits is bounded by the pushes that are under way.
/// </summary>
internal sealed class UpdateAppends(IModuleChannels channels, ChannelName channel)
{
    // What came during a slow sync goes with the next one; a large update goes alone.
    private const int MaxUpdates = 256;
    private const int MaxBytes = 256 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<Waiting> waiting = [];
    private bool running;

    /// <summary>Stores an update; gives its position when it is durable.</summary>
    public Task<Position> AppendAsync(Draft draft)
    {
        var one = new Waiting(draft, new TaskCompletionSource<Position>());
        lock (gate)
        {
            waiting.Enqueue(one);
            if (running)
                return one.Stored.Task;
            running = true;
        }

        _ = RunAsync();
        return one.Stored.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                var first = (await channels.AppendAsync(channel, [.. batch.Select(one => one.Draft)], cancellationToken: CancellationToken.None)).Value.Position;
                Complete(batch, (one, i) => one.Stored.SetResult(first.At(first.Offset + i)));
            }
            catch (Exception error)
            {
                Complete(batch, (one, _) => one.Stored.SetException(error));
            }
        }
    }

    // Not here, where the next batch waits, and in the order of the pool's common queue: what a pool thread leaves to itself it does last in, first out.
    private static void Complete(List<Waiting> batch, Action<Waiting, int> complete) => ThreadPool.UnsafeQueueUserWorkItem(
        static given =>
        {
            for (var i = 0; i < given.batch.Count; i++)
                given.complete(given.batch[i], i);
        },
        (batch, complete),
        preferLocal: false);

    private List<Waiting>? Take()
    {
        lock (gate)
        {
            var batch = new List<Waiting>();
            for (long bytes = 0; batch.Count < MaxUpdates && waiting.TryPeek(out var next); batch.Add(waiting.Dequeue()))
            {
                bytes += next.Draft.Data.Length;
                if (batch.Count > 0 && bytes > MaxBytes)
                    break;
            }

            running = batch.Count > 0;
            return running ? batch : null;
        }
    }

    private sealed record Waiting(Draft Draft, TaskCompletionSource<Position> Stored);
}
