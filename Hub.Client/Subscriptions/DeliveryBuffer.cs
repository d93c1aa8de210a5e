using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// What waits for the reader of a subscription, bounded by count and bytes. Full, it refuses publications of log mode (the
/// merge reads them again later) and lets newer values of state mode take the place of waiting ones of their key, so that
/// it holds at most its bound or one value a key, whichever is more.
/// </summary>
/// <param name="size">How many publications.</param>
/// <param name="bytes">How many bytes of data; one publication always fits.</param>
internal sealed class DeliveryBuffer(int size, int bytes) : IMergeSink
{
    private readonly Lock gate = new();
    private readonly Queue<Delivery> waiting = [];
    private readonly Dictionary<string, Delivery> waitingOfKey = [];
    private TaskCompletionSource? reader;
    private long waitingBytes;
    private int publications;
    private bool completed;
    private Exception? completion;

    public bool TryDeliver(Publication publication, ChannelMode mode)
    {
        lock (gate)
        {
            if (mode == ChannelMode.State)
                AddByKey(publication);
            else if (IsFull)
                return false;
            else
                Add(new Delivery { Publication = publication });
            return true;
        }
    }

    public void Deliver(Reset reset)
    {
        lock (gate)
        {
            // Values from before the reset stay what they are.
            waitingOfKey.Clear();
            Add(new Delivery { Reset = reset });
        }
    }

    /// <summary>Puts in a mark that completes when the reader has come to it, or the buffer has ended.</summary>
    public Task MarkAsync()
    {
        lock (gate)
        {
            if (completed)
                return Task.CompletedTask;
            var mark = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Add(new Delivery { Mark = mark });
            return mark.Task;
        }
    }

    /// <summary>Takes the next delivery. <paramref name="emptied"/> says that it was the last publication.</summary>
    public bool TryTake([NotNullWhen(true)] out Delivery? delivery, out bool emptied)
    {
        lock (gate)
        {
            emptied = false;
            if (!waiting.TryDequeue(out delivery))
                return false;
            if (delivery.Publication is { } publication)
                emptied = Forget(delivery, publication);
            return true;
        }
    }

    /// <summary>Waits until there may be something to take; false when the buffer has ended and is empty.</summary>
    /// <remarks>Throws what the buffer was completed with.</remarks>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        Task arrival;
        lock (gate)
        {
            if (waiting.Count > 0)
                return true;
            if (completed)
                return completion is null ? false : throw completion;
            reader ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = reader.Task;
        }

        await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Nothing more will come; what waits can still be taken.</summary>
    public void Complete(Exception? error)
    {
        lock (gate)
        {
            if (completed)
                return;
            (completed, completion) = (true, error);
            Wake();
        }
    }

    private bool IsFull => publications >= size || (publications > 0 && waitingBytes >= bytes);

    private void AddByKey(Publication publication)
    {
        var key = publication.Key ?? "";
        if (IsFull && waitingOfKey.TryGetValue(key, out var delivery))
        {
            waitingBytes += publication.Data.Length - delivery.Publication!.Data.Length;
            delivery.Publication = delivery.Publication.MergedInto(publication);
            return;
        }

        waitingOfKey[key] = Add(new Delivery { Publication = publication });
    }

    private Delivery Add(Delivery delivery)
    {
        if (delivery.Publication is { } publication)
        {
            publications++;
            waitingBytes += publication.Data.Length;
        }

        waiting.Enqueue(delivery);
        Wake();
        return delivery;
    }

    private bool Forget(Delivery delivery, Publication publication)
    {
        publications--;
        waitingBytes -= publication.Data.Length;
        if (publication.Key is { } key && waitingOfKey.TryGetValue(key, out var last) && last == delivery)
            waitingOfKey.Remove(key);
        return publications == 0;
    }

    private void Wake()
    {
        reader?.TrySetResult();
        reader = null;
    }
}
