using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>The lanes of one channel in state mode, one for each rate that a subscriber has. Guarded by its channel's lock.</summary>
internal sealed class Lanes(bool sendsPatches, ServerCounters? counters = null)
{
    private readonly List<Lane> all = [];

    public bool IsEmpty => all.Count == 0;

    /// <summary>When <see cref="SendDue"/> has something to do next; null when all keys are quiet.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? next = null;
            foreach (var lane in all)
            {
                if (lane.NextDue is { } due && (next is null || due < next))
                    next = due;
            }

            return next;
        }
    }

    /// <summary>The lane of a rate; null where no subscriber has it, or where it is none.</summary>
    public Lane? Find(double? rate) => rate is { } limit ? all.Find(lane => lane.Rate.Equals(limit)) : null;

    /// <summary>The lane of a rate, made where there is none.</summary>
    public Lane Of(double rate)
    {
        if (Find(rate) is { } lane)
            return lane;
        all.Add(lane = new Lane(rate, sendsPatches, counters));
        return lane;
    }

    /// <summary>Drops a lane that has no subscriber.</summary>
    public void DropEmpty(Lane? lane)
    {
        if (lane is { Audience.IsEmpty: true })
            all.Remove(lane);
    }

    /// <inheritdoc cref="Lane.Offer"/>
    public void Offer(Publication publication, Publication? before, TimeSpan now, List<Outbox> drains)
    {
        foreach (var lane in all)
            lane.Offer(publication, before, now, drains);
    }

    /// <inheritdoc cref="Lane.SendDue"/>
    public void SendDue(TimeSpan now, long head, List<Outbox> drains)
    {
        foreach (var lane in all)
            lane.SendDue(now, head, drains);
    }

    /// <inheritdoc cref="Lane.ForgetSent"/>
    public void ForgetSent()
    {
        foreach (var lane in all)
            lane.ForgetSent();
    }

    /// <summary>The channel continues in another epoch, its subscriptions from where they are now.</summary>
    public void Restart()
    {
        foreach (var lane in all)
        {
            lane.Clear();
            lane.Audience.Restart();
        }
    }
}
