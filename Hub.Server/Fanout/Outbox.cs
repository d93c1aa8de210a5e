using System.Buffers;
using System.Diagnostics;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// What waits for one connection, bounded. Publishers only put frames in; one drain at a time writes all that waits. What
/// does not fit is merged by key (subscriptions in state mode) or ends the connection, which then recovers from history.
/// A frame that finds the outbox empty is always taken, however large.
/// </summary>
/// <remarks>The order in the outbox is the order on the wire. The lock guards the queue and is never held while writing.</remarks>
internal sealed class Outbox
{
    private const int WriteBytes = 64 * 1024;

    // A drain that began on a publisher's thread moves to the pool after this many writes, so that a busy connection
    // does not keep the publisher.
    private const int InlineWrites = 8;

    // Every eighth.
    private const int TimedMask = 7;

    private readonly Lock gate;
    private readonly DeliveryLog log;
    private readonly IOutboxWriter writer;
    private readonly OutboxLimits limits;
    private readonly ServerCounters? counters;
    private readonly Queue<Entry> waiting = new();
    private readonly List<Overflow> overflows = [];
    private readonly OrderedDictionary<object, Frame> latest = [];
    private readonly List<(long Sequence, TaskCompletionSource Done)> flushes = [];
    private int waitingCount;
    private int waitingBytes;
    private long queued;
    private long written;
    private uint timedWrites;
    private bool draining;
    private bool closed;

    public Outbox(IOutboxWriter writer, OutboxLimits limits, ServerCounters? counters = null)
    {
        (this.writer, this.limits, this.counters) = (writer, limits, counters);
        gate = new Lock();
        log = new DeliveryLog(gate, limits.Remembered);
    }

    /// <summary>How many callbacks wait (not counting what is merged).</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return waitingCount;
        }
    }

    /// <summary>How many bytes wait.</summary>
    public int WaitingBytes
    {
        get
        {
            lock (gate)
                return waitingBytes;
        }
    }

    /// <summary>How long the oldest frame has waited; zero when none waits.</summary>
    public TimeSpan OldestWait
    {
        get
        {
            lock (gate)
                return waiting.TryPeek(out var entry) ? Stopwatch.GetElapsedTime(entry.Frame.Created) : TimeSpan.Zero;
        }
    }

    /// <summary>What became of its last frames.</summary>
    public DeliveryLog Log => log;

    /// <summary>Takes a frame that must arrive: a full outbox ends the connection.</summary>
    /// <returns>Whether the caller has to call <see cref="Drain"/> once it holds no lock.</returns>
    public bool Offer(Frame frame) => Offer(frame, null);

    /// <summary>Takes a frame of a subscription; with an <paramref name="overflow"/> a full outbox merges it there.</summary>
    /// <inheritdoc cref="Offer(Frame)" path="/returns"/>
    public bool Offer(Frame frame, Overflow? overflow)
    {
        if (frame.Replaces is { } replaced)
            return OfferLatest(replaced, frame);
        lock (gate)
        {
            if (closed)
                return false;
            if (overflow is { IsEmpty: false })
            {
                log.Merged(frame, queued);
                if (overflow.Merge(frame.Whole!))
                    counters?.Merged(MergeCause.Overflow);
                return false;
            }

            // Not before: for readers that have stopped it would be work for nothing.
            var bytes = writer.Encode(frame);
            if (HasRoom(frame.Count, bytes.Length))
            {
                Enqueue(frame, bytes);
                return StartsDrain();
            }

            if (overflow is not null)
            {
                log.Merged(frame, queued);
                overflow.Merge(frame.Whole!);
                overflows.Add(overflow);
                counters?.Overflowed(OverflowOutcome.Merged);
                return false;
            }

            log.Refused(frame, queued);
            CloseLocked();
        }

        counters?.Overflowed(OverflowOutcome.Closed);
        writer.EndAsSlowConsumer();
        return false;
    }

    /// <summary>Writes what waits until nothing does. Returns at the first write that has to wait for the reader.</summary>
    public void Drain()
    {
        try
        {
            for (var writes = 0; ; writes++)
            {
                if (writes == InlineWrites)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static outbox => outbox.Drain(), this, preferLocal: false);
                    return;
                }

                if (!TryTake(out var batch))
                    return;
                var write = batch.Shared is { } frame ? writer.WriteAsync(frame) : writer.WriteAsync(batch.Bytes);
                if (!write.IsCompletedSuccessfully)
                {
                    _ = FinishAsync(write, batch);
                    return;
                }

                write.GetAwaiter().GetResult();
                Wrote(batch);
            }
        }
        catch (Exception)
        {
            // The connection is going; the code that ended it has logged why.
            Close();
        }
    }

    /// <summary>Forgets what was merged for a subscription that ends.</summary>
    /// <returns>The oldest offset that was forgotten; null when nothing was waiting.</returns>
    public long? Drop(Overflow overflow)
    {
        lock (gate)
        {
            overflows.Remove(overflow);
            return overflow.Clear();
        }
    }

    /// <summary>Forgets what was merged of keys that a subscription leaves.</summary>
    /// <returns>The oldest offset that still waits; null when nothing does.</returns>
    public long? Keep(Overflow overflow, IReadOnlySet<string> keys)
    {
        lock (gate)
        {
            var oldest = overflow.Keep(keys);
            if (oldest is null)
                overflows.Remove(overflow);
            return oldest;
        }
    }

    /// <summary>
    /// Completes when every frame that was put in before has been written, or the outbox is closed. Merged values don't
    /// count: <see cref="Drop"/> or <see cref="Keep"/> them first.
    /// </summary>
    public Task FlushAsync()
    {
        lock (gate)
        {
            if (closed || written == queued)
                return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flushes.Add((queued, done));
            return done.Task;
        }
    }

    /// <summary>Forgets what waits and takes nothing more.</summary>
    public void Close()
    {
        lock (gate)
            CloseLocked();
    }

    // It waits behind everything else, as one of as many as there are different ones; the limits are for what may not be left out.
    private bool OfferLatest(object replaced, Frame frame)
    {
        lock (gate)
        {
            if (closed)
                return false;
            latest[replaced] = frame;
            return StartsDrain();
        }
    }

    private async Task FinishAsync(ValueTask write, Batch batch)
    {
        try
        {
            await write;
        }
        catch (Exception)
        {
            Close();
            return;
        }

        Wrote(batch);
        Drain();
    }

    private bool TryTake(out Batch batch)
    {
        lock (gate)
        {
            batch = default;
            if (closed)
                return false;
            if (waiting.Count == 0)
                RefillFromOverflows();
            if (waiting.Count == 0)
                RefillFromLatest();
            if (waiting.Count == 0)
            {
                draining = false;
                return false;
            }

            batch = waiting.Count == 1 ? TakeOne() : TakeSeveral();
            return true;
        }
    }

    // A frame that goes alone is written as it is: the same bytes for everyone, nothing copied before the transport.
    private Batch TakeOne()
    {
        var entry = waiting.Dequeue();
        Taken(entry.Frame.Count, entry.Bytes.Length);
        return new Batch(entry.Frame, default, entry.Frame.Count, null, entry.Frame.Created);
    }

    private Batch TakeSeveral()
    {
        var (frames, total) = (0, 0);
        foreach (var entry in waiting)
        {
            if (frames > 0 && total + entry.Bytes.Length > WriteBytes)
                break;
            total += entry.Bytes.Length;
            frames++;
        }

        if (frames == 1)
            return TakeOne();
        var rented = ArrayPool<byte>.Shared.Rent(total);
        var (at, count) = (0, 0);
        var oldest = waiting.Peek().Frame.Created;
        for (var i = 0; i < frames; i++)
        {
            var entry = waiting.Dequeue();
            entry.Bytes.CopyTo(rented.AsMemory(at));
            at += entry.Bytes.Length;
            count += entry.Frame.Count;
        }

        Taken(count, total);
        return new Batch(null, rented.AsMemory(0, total), count, rented, oldest);
    }

    private void Taken(int count, int bytes)
    {
        waitingCount -= count;
        waitingBytes -= bytes;
    }

    private void RefillFromOverflows()
    {
        for (var i = 0; i < overflows.Count && waitingBytes < WriteBytes;)
        {
            var overflow = overflows[i];
            while (waitingBytes < WriteBytes && overflow.TryTake(out var publication))
                Enqueue(Frame.Of(publication));
            if (overflow.IsEmpty)
                overflows.RemoveAt(i);
            else
                i++;
        }
    }

    private void RefillFromLatest()
    {
        while (latest.Count > 0 && waitingBytes < WriteBytes)
        {
            Enqueue(latest.GetAt(0).Value);
            latest.RemoveAt(0);
        }
    }

    private bool HasRoom(int count, int bytes) =>
        waiting.Count == 0
        || ((limits.Publications == 0 || waitingCount + count <= limits.Publications)
            && (limits.Bytes == 0 || waitingBytes + bytes <= limits.Bytes));

    private void Enqueue(Frame frame) => Enqueue(frame, writer.Encode(frame));

    private void Enqueue(Frame frame, ReadOnlyMemory<byte> bytes)
    {
        waiting.Enqueue(new Entry(frame, bytes));
        waitingCount += frame.Count;
        waitingBytes += bytes.Length;
        queued += frame.Count;
        log.Queued(frame, queued);
    }

    private bool StartsDrain()
    {
        if (draining)
            return false;
        return draining = true;
    }

    private void Wrote(in Batch batch)
    {
        if (batch.Rented is not null)
            ArrayPool<byte>.Shared.Return(batch.Rented);
        if (counters is not null)
            Count(counters, batch);
        lock (gate)
        {
            written += batch.Count;
            log.Wrote(written);
            for (var i = flushes.Count - 1; i >= 0; i--)
            {
                if (flushes[i].Sequence > written)
                    continue;
                flushes[i].Done.TrySetResult();
                flushes.RemoveAt(i);
            }
        }
    }

    // Durations of some writes tell of all, and reading the clock for each would cost the busiest connections most.
    private void Count(ServerCounters counters, in Batch batch)
    {
        counters.Delivered(batch.Count);
        if ((timedWrites++ & TimedMask) == 0 && counters.TimesDeliveries)
            counters.DeliveryTook(Stopwatch.GetElapsedTime(batch.Created));
    }

    private void CloseLocked()
    {
        closed = true;
        waiting.Clear();
        waitingCount = waitingBytes = 0;
        overflows.Clear();
        latest.Clear();
        foreach (var (_, done) in flushes)
            done.TrySetResult();
        flushes.Clear();
    }

    private readonly record struct Entry(Frame Frame, ReadOnlyMemory<byte> Bytes);

    /// <summary>What one write takes: a frame as it is, or the bytes of several, put together in a rented array.</summary>
    private readonly record struct Batch(Frame? Shared, ReadOnlyMemory<byte> Bytes, int Count, byte[]? Rented, long Created);
}
