using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// Conflation for all subscribers of one channel at one rate. The first change of a quiet key goes out at once, then at
/// most one value per interval and key; the last value is never lost. Guarded by its channel's lock.
/// </summary>
internal sealed class Lane(double rate)
{
    private readonly TimeSpan interval = RateLadder.Interval(rate);
    private readonly Dictionary<string, Turn> turns = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, TimeSpan> due = new();
    private readonly SortedSet<long> pending = [];

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
    }

    /// <summary>Everything at or below it has been sent; <paramref name="head"/> when nothing waits.</summary>
    public long Resume(long head) => pending.Count == 0 ? head : pending.Min - 1;

    /// <summary>Takes a live value: sends it or lets it wait for its key's turn.</summary>
    public void Offer(Publication publication, TimeSpan now, List<Outbox> drains)
    {
        var key = publication.Key!;
        if (!turns.TryGetValue(key, out var turn))
        {
            turns[key] = new Turn();
            due.Enqueue(key, now + interval);
            Send(publication, 0, publication.Offset, drains);
            return;
        }

        if (turn.Waiting is { } older)
        {
            pending.Remove(older.Offset);
            turn.Merged++;
        }

        turn.Waiting = publication;
        pending.Add(publication.Offset);
    }

    /// <summary>Sends the values whose turn has come, oldest first.</summary>
    public void SendDue(TimeSpan now, long head, List<Outbox> drains)
    {
        var ready = new List<(Publication Publication, int Merged)>();
        while (due.TryPeek(out var key, out var time) && time <= now)
        {
            due.Dequeue();
            var turn = turns[key];
            if (turn.Waiting is not { } publication)
            {
                turns.Remove(key);
                continue;
            }

            ready.Add((publication, turn.Merged));
            turn.Waiting = null;
            turn.Merged = 0;
            due.Enqueue(key, now + interval);
        }

        ready.Sort(static (left, right) => left.Publication.Offset.CompareTo(right.Publication.Offset));
        foreach (var (publication, merged) in ready)
        {
            pending.Remove(publication.Offset);
            Send(publication, merged, head, drains);
        }
    }

    private void Send(Publication publication, int merged, long head, List<Outbox> drains)
    {
        if (!Audience.Wants(publication.Key))
            return;
        var frame = Frame.Of(publication with { Merged = merged == 0 ? null : merged, Resume = Resume(head) });
        Audience.Offer(frame, drains);
    }

    private sealed class Turn
    {
        public Publication? Waiting { get; set; }

        public int Merged { get; set; }
    }
}
