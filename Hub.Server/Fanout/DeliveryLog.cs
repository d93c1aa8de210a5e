using System.Diagnostics;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// What became of the last frames of one connection: a ring that grows with them up to its capacity. Noting one copies a few words into it: nothing is allocated and
/// no clock is read for a delivery, only a coarse one for a write. Notes are made under the lock of the outbox it belongs to; <see cref="Find"/> takes it.
/// </summary>
/// <param name="gate">The outbox's lock.</param>
/// <param name="capacity">The most frames; 0 notes none.</param>
internal sealed class DeliveryLog(Lock gate, int capacity)
{
    private const int FirstSize = 8;
    private Delivery[] ring = [];
    private long count;
    private long written;

    /// <summary>A frame waits for its reader.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="sequence">The number of the outbox's last callback with it.</param>
    public void Queued(Frame frame, long sequence) => Note(frame, DeliveryOutcome.Queued, sequence);

    /// <summary>A value did not fit and waits to be merged with later ones of its key.</summary>
    public void Merged(Frame frame, long sequence) => Note(frame, DeliveryOutcome.Merged, sequence);

    /// <summary>A frame did not fit, and the connection is ended for it.</summary>
    public void Refused(Frame frame, long sequence) => Note(frame, DeliveryOutcome.Refused, sequence);

    /// <summary>Everything up to a callback has been written.</summary>
    public void Wrote(long sequence)
    {
        if (ring.Length == 0)
            return;
        var now = Environment.TickCount64;
        for (written = Math.Max(written, count - ring.Length); written < count; written++)
        {
            ref var delivery = ref ring[written % ring.Length];
            if (delivery.Sequence > sequence)
                return;
            delivery.WrittenTick = now;
        }
    }

    /// <summary>The last that was noted of a publication; null when nothing is.</summary>
    public Delivery? Find(string channel, long offset)
    {
        lock (gate)
        {
            for (var at = count - 1; at >= Math.Max(0, count - ring.Length); at--)
            {
                var delivery = ring[at % ring.Length];
                if (offset >= delivery.First && offset <= delivery.Last && delivery.Channel == channel)
                    return delivery;
            }

            return null;
        }
    }

    private void Note(Frame frame, DeliveryOutcome outcome, long sequence)
    {
        if (capacity == 0 || frame.Newest is not { } newest)
            return;
        if (count == ring.Length && ring.Length < capacity)
            Array.Resize(ref ring, Math.Min(capacity, Math.Max(FirstSize, ring.Length * 2)));
        ring[count++ % ring.Length] = new Delivery(newest.Channel.Value, newest.Offset - frame.Count + 1, newest.Offset, sequence, frame.Created, 0, outcome);
    }
}

/// <summary>A frame as it was noted.</summary>
/// <param name="Channel">The channel of its publications.</param>
/// <param name="First">The offset of the first.</param>
/// <param name="Last">The offset of the last.</param>
/// <param name="Sequence">The number of its last callback in the outbox.</param>
/// <param name="QueuedTimestamp">When it was made for its receivers, by <see cref="Stopwatch"/>.</param>
/// <param name="WrittenTick">When it was written, by <see cref="Environment.TickCount64"/>; 0 while it was not.</param>
/// <param name="Outcome">What became of it.</param>
internal record struct Delivery(string Channel, long First, long Last, long Sequence, long QueuedTimestamp, long WrittenTick, DeliveryOutcome Outcome)
{
    /// <summary>How long ago it was made.</summary>
    public readonly TimeSpan QueuedAgo => Stopwatch.GetElapsedTime(QueuedTimestamp);

    /// <summary>How long ago it was written; null when it was not.</summary>
    public readonly TimeSpan? WrittenAgo => WrittenTick == 0 ? null : TimeSpan.FromMilliseconds(Environment.TickCount64 - WrittenTick);
}

/// <summary>What became of a frame at an outbox.</summary>
internal enum DeliveryOutcome : byte
{
    /// <summary>It was put in and is written in its turn.</summary>
    Queued,

    /// <summary>It did not fit and was merged by key.</summary>
    Merged,

    /// <summary>It did not fit, and the connection was ended.</summary>
    Refused,
}
