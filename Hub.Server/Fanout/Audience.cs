using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Fanout;

/// <summary>Subscriptions that get the same publications at the same time, found by key. Not thread-safe.</summary>
internal sealed class Audience
{
    private readonly List<Place> everything = [];
    private readonly Dictionary<string, List<Place>> byKey = new(StringComparer.Ordinal);

    public bool IsEmpty => everything.Count == 0 && byKey.Count == 0;

    /// <summary>Lets a subscription have all that it wants.</summary>
    public void Add(LiveSubscription subscription) => Add(subscription.Keys, Place.Of(subscription));

    /// <summary>Lets a subscription have some keys, from where a replay of these keys has come to.</summary>
    public void Add(LiveSubscription subscription, IEnumerable<string> keys, long from, long readUpTo) =>
        Add(keys, new Place(subscription, from, Math.Max(from, readUpTo)));

    public void Remove(LiveSubscription subscription) => Remove(subscription, subscription.Keys);

    /// <summary>Takes a subscription out of some keys; null: out of all.</summary>
    public void Remove(LiveSubscription subscription, IEnumerable<string>? keys)
    {
        if (keys is null)
        {
            RemoveUnordered(everything, subscription);
            return;
        }

        foreach (var key in keys)
        {
            if (byKey.TryGetValue(key, out var list) && RemoveUnordered(list, subscription) && list.Count == 0)
                byKey.Remove(key);
        }
    }

    /// <summary>The offsets of before count no more: everyone continues from where its subscription does.</summary>
    public void Restart()
    {
        foreach (var places in byKey.Values.Append(everything))
        {
            foreach (ref var place in CollectionsMarshal.AsSpan(places))
                place = Place.Of(place.Subscription);
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
        foreach (var place in everything)
        {
            if (place.From >= first)
                OfferRest(place, frames, drains);
            else if (place.Subscription.Outbox.Offer(block))
                drains.Add(place.Subscription.Outbox);
        }
    }

    private void Add(IEnumerable<string>? keys, Place place)
    {
        if (keys is null)
        {
            everything.Add(place);
            return;
        }

        foreach (var key in keys)
        {
            if (!byKey.TryGetValue(key, out var list))
                byKey[key] = list = [];
            list.Add(place);
        }
    }

    private static void OfferRest(Place place, IReadOnlyList<Frame> frames, List<Outbox> drains)
    {
        var outbox = place.Subscription.Outbox;
        foreach (var frame in frames)
        {
            if (frame.Publication!.Offset > place.From && outbox.Offer(frame))
                drains.Add(outbox);
        }
    }

    private static void OfferTo(List<Place> places, Frame frame, List<Outbox> drains)
    {
        var publication = frame.Publication!;
        foreach (var place in places)
        {
            if (publication.Offset <= place.From)
                continue;

            // The replay may have covered values that still wait in the lane for others.
            var subscription = place.Subscription;
            var own = frame.For(subscription.From, place.ReadUpTo);
            if (subscription.Outbox.Offer(own, subscription.Overflow))
                drains.Add(subscription.Outbox);
        }
    }

    // Subscribers of one publication have no order among each other.
    private static bool RemoveUnordered(List<Place> list, LiveSubscription subscription)
    {
        var at = list.FindIndex(place => place.Subscription == subscription);
        if (at < 0)
            return false;
        list[at] = list[^1];
        list.RemoveAt(list.Count - 1);
        return true;
    }

    /// <summary>A subscription among those of a key. Keys that it asked for later began later.</summary>
    /// <param name="Subscription">The subscription.</param>
    /// <param name="From">Everything of the key at or below it was written by the replay.</param>
    /// <param name="ReadUpTo">The head when the replay last read, at least <paramref name="From"/>.</param>
    private readonly record struct Place(LiveSubscription Subscription, long From, long ReadUpTo)
    {
        public static Place Of(LiveSubscription subscription) =>
            new(subscription, subscription.From, Math.Max(subscription.From, subscription.ReadUpTo));
    }
}
