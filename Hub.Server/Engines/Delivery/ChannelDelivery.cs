using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Delivery;

/// <summary>
/// Hands one channel's publications, signals and resets to the listener: in the order in which they were posted, one call
/// after another, never under a lock. What is posted while the listener runs goes out next as one block. Its queue is
/// bounded by what publishers have in flight: the listener never blocks.
/// </summary>
internal sealed class ChannelDelivery(ChannelName channel, IEngineListener listener, Action<Exception>? failed = null) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private List<Item> waiting = [];
    private List<Item> spare = [];
    private bool running;
    private int runner;
    private int generation;
    private TaskCompletionSource? ended;

    public bool Listening { get; private set; }

    void IThreadPoolWorkItem.Execute() => Run();

    public void Listen()
    {
        lock (gate)
            Listening = true;
    }

    /// <summary>Drops what waits and completes when no call is under way; at once when called from within that call.</summary>
    public ValueTask UnlistenAsync()
    {
        lock (gate)
        {
            Listening = false;
            generation++;
            waiting.Clear();
            if (!running || runner == Environment.CurrentManagedThreadId)
                return ValueTask.CompletedTask;
            ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(ended.Task);
        }
    }

    public void Post(Publication publication, string epoch) => Post(new Item(publication, epoch));

    public void Post(Signal signal) => Post(new Item(signal, ""));

    public void PostReset(Position position) => Post(new Item(null, position.Epoch, position.Offset));

    // Callers hold the channel's lock, which makes the order; they call Run once they have left it.
    private void Post(Item item)
    {
        lock (gate)
        {
            if (Listening)
                waiting.Add(item);
        }
    }

    /// <summary>Delivers what waits, unless another thread does so already and will see it.</summary>
    public void Run()
    {
        while (Take() is var (block, of))
        {
            try
            {
                Deliver(block, of);
            }
            finally
            {
                GiveBack(block);
            }
        }
    }

    private (List<Item> Block, int Generation)? Take()
    {
        lock (gate)
        {
            if (running || waiting.Count == 0)
                return null;
            running = true;
            runner = Environment.CurrentManagedThreadId;
            (var block, waiting, spare) = (waiting, spare, []);
            return (block, generation);
        }
    }

    private void GiveBack(List<Item> block)
    {
        TaskCompletionSource? waiter;
        lock (gate)
        {
            block.Clear();
            spare = block;
            running = false;
            (waiter, ended) = (ended, null);
        }

        waiter?.TrySetResult();
    }

    private void Deliver(List<Item> block, int of)
    {
        for (var i = 0; i < block.Count && Volatile.Read(ref generation) == of;)
        {
            var count = RunFrom(block, i);
            try
            {
                Tell(block, i, count);
            }
#pragma warning disable CA1031 // An append that is stored must not fail, nor the process end, because a listener did.
            catch (Exception e) when (failed is not null)
#pragma warning restore CA1031
            {
                failed(e);
            }

            i += count;
        }
    }

    // How many publications follow one another: they go out together.
    private static int RunFrom(List<Item> block, int from)
    {
        var to = from + 1;
        while (block[from].Content is Publication && to < block.Count && block[to].Content is Publication
            && ReferenceEquals(block[to].Epoch, block[from].Epoch))
            to++;
        return to - from;
    }

    private void Tell(List<Item> block, int from, int count)
    {
        var first = block[from];
        switch (first.Content)
        {
            case Publication:
                var publications = new Publication[count];
                for (var i = 0; i < count; i++)
                    publications[i] = (Publication)block[from + i].Content!;
                listener.OnPublications(channel, first.Epoch, publications);
                break;
            case Signal signal:
                listener.OnSignal(signal);
                break;
            default:
                listener.OnReset(channel, new Position(first.Epoch, first.Offset));
                break;
        }
    }

    private readonly record struct Item(object? Content, string Epoch, long Offset = 0);
}
