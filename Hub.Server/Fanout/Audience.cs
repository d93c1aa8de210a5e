namespace RealtimeHub.Server.Fanout;

/// <summary>Subscriptions that get the same publications at the same time, found by key. Not thread-safe.</summary>
internal sealed class Audience
{
    private readonly List<Subscription> everything = [];
    private readonly Dictionary<string, List<Subscription>> byKey = new(StringComparer.Ordinal);

    public bool IsEmpty => everything.Count == 0 && byKey.Count == 0;

    public void Add(Subscription subscription)
    {
        if (subscription.Keys is null)
        {
            everything.Add(subscription);
            return;
        }

        foreach (var key in subscription.Keys)
        {
            if (!byKey.TryGetValue(key, out var list))
                byKey[key] = list = [];
            list.Add(subscription);
        }
    }

    public void Remove(Subscription subscription)
    {
        if (subscription.Keys is null)
        {
            RemoveUnordered(everything, subscription);
            return;
        }

        foreach (var key in subscription.Keys)
        {
            if (byKey.TryGetValue(key, out var list) && RemoveUnordered(list, subscription) && list.Count == 0)
                byKey.Remove(key);
        }
    }

    public bool Wants(string? key) => everything.Count > 0 || (key is not null && byKey.ContainsKey(key));

    /// <summary>Offers a frame to everyone who wants its key; outboxes that must be drained afterwards are added to <paramref name="drains"/>.</summary>
    public void Offer(Frame frame, List<Outbox> drains)
    {
        OfferTo(everything, frame, drains);
        if (frame.Publication!.Key is { } key && byKey.TryGetValue(key, out var list))
            OfferTo(list, frame, drains);
    }

    /// <summary>
    /// Offers publications that came together as one block, the same bytes to everyone (log mode). Who joined in the
    /// midst of them gets the rest.
    /// </summary>
    public void OfferBlock(IReadOnlyList<Frame> frames, List<Outbox> drains)
    {
        var block = Frame.Of(frames);
        var first = frames[0].Publication!.Offset;
        foreach (var subscription in everything)
        {
            if (subscription.From >= first)
                OfferRest(subscription, frames, drains);
            else if (subscription.Outbox.Offer(block))
                drains.Add(subscription.Outbox);
        }
    }

    private static void OfferRest(Subscription subscription, IReadOnlyList<Frame> frames, List<Outbox> drains)
    {
        foreach (var frame in frames)
        {
            if (frame.Publication!.Offset > subscription.From && subscription.Outbox.Offer(frame))
                drains.Add(subscription.Outbox);
        }
    }

    private static void OfferTo(List<Subscription> subscriptions, Frame frame, List<Outbox> drains)
    {
        var publication = frame.Publication!;
        foreach (var subscription in subscriptions)
        {
            if (publication.Offset <= subscription.From)
                continue;

            // Values that the replay already covered may still wait in the lane for others; this one's mark is its own then.
            var own = publication.Resume < subscription.From
                ? Frame.Of(publication with { Resume = subscription.From })
                : frame;
            if (subscription.Outbox.Offer(own, subscription.Overflow))
                drains.Add(subscription.Outbox);
        }
    }

    // Subscribers of one publication have no order among each other.
    private static bool RemoveUnordered(List<Subscription> list, Subscription subscription)
    {
        var at = list.IndexOf(subscription);
        if (at < 0)
            return false;
        list[at] = list[^1];
        list.RemoveAt(list.Count - 1);
        return true;
    }
}
