using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// Conflation for all subscribers of one channel at one rate. The first change of a quiet key goes out at once, then at
/// most one value per interval and key; the last value is never lost. Guarded by its channel's lock.
/// </summary>
internal sealed class Lane(double rate, bool sendsPatches = false, ServerCounters? counters = null)
{
    private readonly TimeSpan interval = RateLadder.Interval(rate);
    private readonly Dictionary<string, Turn> turns = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> due = new();
    private readonly SortedSet<long> pending = [];
    private readonly SentValues? sent = sendsPatches ? new SentValues() : null;

    public double Rate { get; } = rate;

    public Audience Audience { get; } = new();

    /// <summary>When <see cref="SendDue"/> has something to do next; null when all keys are quiet.</summary>
    public TimeSpan? NextDue => due.TryPeek(out _, out var time) ? time : null;

    /// <summary>Forgets what waits: it belongs to an epoch that has ended.</summary>
    public void Clear()
    {
        turns.Clear();
        due.Clear();
        pending.Clear();
        ForgetSent();
    }

    /// <summary>The next value of each key is sent whole.</summary>
    public void ForgetSent() => sent?.Clear();

    /// <summary>Everything at or below it has been sent; <paramref name="head"/> when nothing waits.</summary>
    public long Resume(long head) => pending.Count == 0 ? head : pending.Min - 1;

    /// <summary>Takes a live value: sends it or lets it wait for its key's turn.</summary>
    /// <param name="publication">The value.</param>
    /// <param name="before">The key's value before it, where patches are sent; null when that is not known.</param>
    /// <param name="now">The time.</param>
    /// <param name="drains">Takes the outboxes that must be drained afterwards.</param>
    public void Offer(Publication publication, Publication? before, TimeSpan now, List<Outbox> drains)
    {
        var key = publication.Key!;
        if (!turns.TryGetValue(key, out var turn))
        {
            turns[key] = new Turn();
            due.Enqueue(key, now + interval);
            Send(new Value(publication, sent?.Find(key) ?? before, publication.Offset, 0), publication.Offset, drains);
            return;
        }

        if (turn.Waiting is { } older)
        {
            pending.Remove(older.Offset);
            turn.Merged++;
            counters?.Merged(MergeCause.Rate);
        }
        else
        {
            turn.After = publication.Offset;
        }

        turn.Waiting = publication;
        pending.Add(publication.Offset);
    }

    /// <summary>Sends the values whose turn has come, oldest first.</summary>
    public void SendDue(TimeSpan now, long head, List<Outbox> drains)
    {
        var ready = new List<Value>();
        while (due.TryPeek(out var key, out var time) && time <= now)
        {
            due.Dequeue();
            var turn = turns[key];
            if (turn.Waiting is not { } publication)
            {
                turns.Remove(key);
                continue;
            }

            ready.Add(new Value(publication, sent?.Find(key), turn.After, turn.Merged));
            turn.Waiting = null;
            turn.Merged = 0;
            due.Enqueue(key, now + interval);
        }

        ready.Sort(static (left, right) => left.Publication.Offset.CompareTo(right.Publication.Offset));
        foreach (var value in ready)
        {
            pending.Remove(value.Publication.Offset);
            Send(value, head, drains);
        }
    }

    private void Send(Value value, long head, List<Outbox> drains)
    {
        var publication = value.Publication;
        if (Audience.Wants(publication.Key))
        {
            var marked = publication with { Merged = value.Merged == 0 ? null : value.Merged, Resume = Resume(head) };
            Audience.Offer(SentValues.FrameOf(marked, value.Before, value.After), drains);
        }

        sent?.Set(publication);
    }

    /// <summary>A value whose turn has come.</summary>
    /// <param name="Publication">The value.</param>
    /// <param name="Before">The value that the lane sent before; null when it sent none.</param>
    /// <param name="After">The offset of the first value behind that one.</param>
    /// <param name="Merged">How many it replaces.</param>
    private readonly record struct Value(Publication Publication, Publication? Before, long After, int Merged);

    private sealed class Turn
    {
        public Publication? Waiting { get; set; }

        /// <summary>The offset of the first value since the last one that was sent.</summary>
        public long After { get; set; }

        public int Merged { get; set; }
    }
}
