using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Fanout;

public class AudienceTests
{
    private readonly Audience audience = new();
    private readonly List<Outbox> drains = [];

    [Fact]
    public void Offer_Key_ReachesThoseOfTheKeyAndThoseOfAll()
    {
        var (all, a, b) = (Add(), Add("a"), Add("b", "a"));

        audience.Offer(Frame.Of(Pub.Of(1, "a")), drains);
        audience.Offer(Frame.Of(Pub.Of(2, "b")), drains);
        Drain();

        Assert.Equal([1, 2], Offsets(all));
        Assert.Equal([1], Offsets(a));
        Assert.Equal([1, 2], Offsets(b));
    }

    [Fact]
    public void Wants_KeyOfNoSubscriber_IsFalse()
    {
        Assert.True(audience.IsEmpty);
        var (subscription, _) = Add("a");

        Assert.Equal((true, false, false), (audience.Wants("a"), audience.Wants("b"), audience.Wants(null)));
        audience.Remove(subscription);
        Assert.Equal((false, true), (audience.Wants("a"), audience.IsEmpty));
    }

    [Fact]
    public void Offer_WhatTheReplayHasWritten_IsLeftOutAndItsResumeIsTheSubscribersOwn()
    {
        var late = AddFrom(3);

        audience.Offer(Frame.Of(Pub.Of(3, "a")), drains);
        audience.Offer(Frame.Of(Pub.Of(5, "a") with { Resume = 1 }), drains);
        Drain();

        var publication = Assert.Single(late.Writer.Publications);
        Assert.Equal((5, 3L), (publication.Offset, publication.Resume));
    }

    [Fact]
    public void OfferBlock_SubscriberThatJoinedWithinIt_GetsTheRest()
    {
        var (whole, late) = (Add(), AddFrom(2));

        audience.OfferBlock([.. Enumerable.Range(1, 4).Select(offset => Frame.Of(Pub.Of(offset)))], drains);
        Drain();

        Assert.Equal([1, 2, 3, 4], Offsets(whole));
        Assert.Single(whole.Writer.Writes);
        Assert.Equal([3, 4], Offsets(late));
    }

    [Fact]
    public void Add_MoreKeysOfASubscription_EachCountsFromWhereItsReplayCame()
    {
        var one = Add("a");
        audience.Add(one.Subscription, ["b"], 5, 7);
        foreach (var offset in (long[])[2, 4, 5, 6])
            audience.Offer(Frame.Of(Pub.Of(offset, offset == 2 ? "a" : "b")), drains);
        audience.Remove(one.Subscription, ["a"]);
        audience.Offer(Frame.Of(Pub.Of(8, "a")), drains);
        audience.Restart();
        audience.Offer(Frame.Of(Pub.Of(1, "b")), drains);
        Drain();

        Assert.Equal([2, 6, 1], Offsets(one));
    }

    private (LiveSubscription Subscription, RecordingWriter Writer) Add(params string[] keys) => AddFrom(0, keys);

    private (LiveSubscription Subscription, RecordingWriter Writer) AddFrom(long from, params string[] keys)
    {
        var writer = new RecordingWriter();
        var subscription = new LiveSubscription(Guid.NewGuid().ToString(), new Outbox(writer, new OutboxLimits()), ChannelMode.State)
        {
            Keys = keys.Length == 0 ? null : keys.ToHashSet(),
            From = from,
        };
        audience.Add(subscription);
        return (subscription, writer);
    }

    private void Drain()
    {
        foreach (var outbox in drains)
            outbox.Drain();
    }

    private static IEnumerable<long> Offsets((LiveSubscription Subscription, RecordingWriter Writer) one) => one.Writer.Publications.Select(publication => publication.Offset);
}
