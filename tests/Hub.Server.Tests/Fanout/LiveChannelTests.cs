using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Fanout;

public sealed class LiveChannelTests
{
    private const string Epoch = "e";
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void TryGoLive_BehindWhatWasHeard_IsRefusedUntilCaughtUp()
    {
        using var channel = NewChannel(ChannelMode.Log, 5);
        var (subscription, _) = Subscribe(ChannelMode.Log);

        Assert.False(channel.TryGoLive(subscription, new Position(Epoch, 4)));
        Assert.False(channel.TryGoLive(subscription, new Position("other", 5)));
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 5)));
    }

    [Fact]
    public void Deliver_WhatTheReplayHasWrittenAlready_IsNotOfferedAgain()
    {
        using var channel = NewChannel(ChannelMode.Log, 5);
        var (subscription, writer) = Subscribe(ChannelMode.Log);

        // The log was read ahead of what the engine has told.
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 7)));
        channel.Deliver(Epoch, [Pub.Of(6), Pub.Of(7), Pub.Of(8)]);
        channel.Deliver(Epoch, [Pub.Of(8), Pub.Of(9)]);

        Assert.Equal([8, 9], writer.Publications.Select(one => one.Offset));
        Assert.All(writer.Publications, one => Assert.Null(one.Resume));
    }

    [Fact]
    public void Deliver_WhatWasHeardAlready_ReachesNoListenerAgain()
    {
        using var channel = NewChannel(ChannelMode.Log, 5);
        var heard = new List<long>();
        var listener = Substitute.For<ILiveListener>();
        listener.OnPublications(Epoch, Arg.Do<IReadOnlyList<Publication>>(publications => heard.AddRange(publications.Select(one => one.Offset))));
        channel.Add(listener);

        channel.Deliver(Epoch, [Pub.Of(5), Pub.Of(6)]);
        channel.Deliver(Epoch, [Pub.Of(6)]);
        channel.Deliver(Epoch, [Pub.Of(6), Pub.Of(7)]);

        Assert.Equal([6, 7], heard);
    }

    [Fact]
    public void Deliver_SeveralAtOnce_GoOutAsOneWriteOfTheSameBytes()
    {
        using var channel = NewChannel(ChannelMode.Log);
        var (first, firstWriter) = Subscribe(ChannelMode.Log);
        var (second, secondWriter) = Subscribe(ChannelMode.Log);
        Assert.True(channel.TryGoLive(first, new Position(Epoch, 0)));
        Assert.True(channel.TryGoLive(second, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [.. Enumerable.Range(1, 40).Select(offset => Pub.Of(offset))]);

        Assert.Single(firstWriter.Writes);
        Assert.Equal(Enumerable.Range(1, 40).Select(offset => (long)offset), firstWriter.Publications.Select(one => one.Offset));
        Assert.Equal(firstWriter.Writes[0], secondWriter.Writes[0]);
    }

    [Fact]
    public void Deliver_MoreAtOnceThanAnOutboxHolds_ComesInBlocksAndEndsNobody()
    {
        using var channel = NewChannel(ChannelMode.Log);
        var (subscription, writer) = Subscribe(ChannelMode.Log);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [.. Enumerable.Range(1, 1_000).Select(offset => Pub.Of(offset))]);

        Assert.Equal(Enumerable.Range(1, 1_000).Select(offset => (long)offset), writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public void Deliver_Keys_ReachWhoAskedForThem()
    {
        using var channel = NewChannel(ChannelMode.State);
        var (all, allWriter) = Subscribe(ChannelMode.State);
        var (some, someWriter) = Subscribe(ChannelMode.State, keys: ["a", "c"]);
        var (none, noneWriter) = Subscribe(ChannelMode.State, keys: []);
        foreach (var subscription in new[] { all, some, none })
            Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Pub.Of(1, "a"), Pub.Of(2, "b"), Pub.Of(3, "c")]);

        Assert.Equal([1, 2, 3], allWriter.Publications.Select(one => one.Offset));
        Assert.Equal([(1, 1), (3, 3)], someWriter.Publications.Select(one => ((int)one.Offset, (int)one.Resume!)));
        Assert.Empty(noneWriter.Writes);
    }

    [Fact]
    public void Deliver_WithARate_FirstAtOnceThenTheLastOfEachInterval()
    {
        using var channel = NewChannel(ChannelMode.State);
        var (subscription, writer) = Subscribe(ChannelMode.State, rate: 5);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        for (var offset = 1; offset <= 10; offset++)
            channel.Deliver(Epoch, [Pub.Of(offset, "a")]);
        channel.Deliver(Epoch, [Pub.Of(11, "b")]);

        Assert.Equal([(1L, 1L), (11L, 9L)], writer.Publications.Select(one => (one.Offset, one.Resume!.Value)));
        time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(2, writer.Publications.Count());
        time.Advance(TimeSpan.FromMilliseconds(1));
        var last = writer.Publications.Last();
        Assert.Equal((10, 8, 11), (last.Offset, last.Merged!.Value, last.Resume!.Value));

        // Quiet for an interval: the next change goes out at once again.
        time.Advance(TimeSpan.FromMilliseconds(200));
        channel.Deliver(Epoch, [Pub.Of(12, "a")]);
        Assert.Equal(12, writer.Publications.Last().Offset);
        Assert.Equal(12, writer.Publications.Sum(one => 1 + (one.Merged ?? 0)));
    }

    [Fact]
    public void Deliver_WithARate_NeverMoreOftenThanItSays()
    {
        using var channel = NewChannel(ChannelMode.State);
        var (subscription, writer) = Subscribe(ChannelMode.State, rate: 10);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        var sent = new List<TimeSpan>();
        for (var offset = 1; offset <= 1_000; offset++)
        {
            var before = writer.Publications.Count();
            channel.Deliver(Epoch, [Pub.Of(offset, "a")]);
            time.Advance(TimeSpan.FromMilliseconds(3));
            if (writer.Publications.Count() > before)
                sent.Add(TimeSpan.FromMilliseconds(3 * offset));
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1_000, writer.Publications.Last().Offset);
        Assert.InRange(writer.Publications.Count(), 29, 32);
        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromMilliseconds(95)));
    }

    [Fact]
    public void Deliver_NewcomerInALane_IsNotToldWhatItsReplayCovered()
    {
        using var channel = NewChannel(ChannelMode.State);
        var (first, _) = Subscribe(ChannelMode.State, rate: 5);
        var (newcomer, writer) = Subscribe(ChannelMode.State, rate: 5);
        Assert.True(channel.TryGoLive(first, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Pub.Of(1, "a"), Pub.Of(2, "a"), Pub.Of(3, "b")]);
        Assert.True(channel.TryGoLive(newcomer, new Position(Epoch, 3)));
        channel.Deliver(Epoch, [Pub.Of(4, "c")]);

        // 2 still waits in the lane; the newcomer has it, so its mark is its own.
        Assert.Equal([(4L, 3L)], writer.Publications.Select(one => (one.Offset, one.Resume!.Value)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(writer.Publications);
    }

    [Fact]
    public void Leave_WithPendingValues_GivesTheOffsetBeforeThem()
    {
        using var channel = NewChannel(ChannelMode.State);
        var (subscription, writer) = Subscribe(ChannelMode.State, rate: 1);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Pub.Of(1, "a"), Pub.Of(2, "b"), Pub.Of(3, "a"), Pub.Of(4, "c")]);

        Assert.Equal(new Position(Epoch, 2), channel.Leave(subscription));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2, 4], writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public void Leave_AfterOverflow_GivesTheOffsetBeforeTheOldestMerged()
    {
        using var channel = NewChannel(ChannelMode.State);
        var writer = new RecordingWriter();
        var subscription = new LiveSubscription("slow", new Outbox(writer, new OutboxLimits(Publications: 1)), ChannelMode.State);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        writer.Hold();
        for (var offset = 1; offset <= 9; offset++)
            channel.Deliver(Epoch, [Pub.Of(offset, "k" + (offset % 3))]);

        Assert.Equal(new Position(Epoch, 6), channel.Leave(subscription));
        writer.Release();
        Assert.Equal([1, 2], writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public void Leave_Log_NothingIsOfferedAfterwards()
    {
        using var channel = NewChannel(ChannelMode.Log);
        var (subscription, writer) = Subscribe(ChannelMode.Log);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Pub.Of(1)]);
        Assert.Equal(new Position(Epoch, 1), channel.Leave(subscription));
        channel.Deliver(Epoch, [Pub.Of(2)]);
        Assert.Single(writer.Publications);
    }

    [Fact]
    public void Restart_AnotherEpoch_EveryoneIsToldAndCountsFromThere()
    {
        using var channel = NewChannel(ChannelMode.State, 5);
        var (immediate, immediateWriter) = Subscribe(ChannelMode.State);
        var (slow, slowWriter) = Subscribe(ChannelMode.State, rate: 1);
        var (paused, pausedWriter) = Subscribe(ChannelMode.State, rate: 0);
        foreach (var subscription in new[] { immediate, slow, paused })
            Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 5)));
        channel.Deliver(Epoch, [Pub.Of(6, "a"), Pub.Of(7, "a")]);
        channel.Restart(new Position("new", 2));
        channel.Deliver("new", [Pub.Of(3, "a")]);
        time.Advance(TimeSpan.FromSeconds(5));

        foreach (var writer in new[] { immediateWriter, slowWriter })
        {
            var reset = Assert.Single(writer.Written.OfType<Reset>());
            Assert.Equal((new Position("new", 2), GapReason.Epoch), (reset.Position, reset.Reason));
            Assert.Equal(3, writer.Publications.Last().Offset);
        }

        Assert.Equal([6, 3], slowWriter.Publications.Select(one => one.Offset));
        Assert.Empty(pausedWriter.Writes);
        Assert.Equal(new Position(Epoch, 5), channel.Leave(paused));
    }

    [Fact]
    public void Begin_AfterAnEarlyDelivery_NeverGoesBack()
    {
        using var channel = new LiveChannel(Pub.Channel, ChannelMode.Log, time);
        channel.Deliver(Epoch, [Pub.Of(8)]);
        channel.Begin(new Position(Epoch, 7));
        Assert.Equal(new Position(Epoch, 8), channel.Heard);
    }

    [Fact]
    public void Deliver_ChannelThatSendsPatches_SendsTheChangedFieldsRelativeToTheValueBefore()
    {
        using var channel = NewPatchingChannel();
        var (subscription, writer) = Subscribe(ChannelMode.State);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));

        channel.Deliver(Epoch, [Value(1, """{"a":1,"b":1}"""), Value(2, """{"a":1,"b":2}"""), Value(3, """{"b":2}"""), Pub.Of(4, "k") with { Removed = true }, Value(5, """{"b":2}""")]);

        Assert.Equal(["""{"a":1,"b":1}""", """patch {"b":2}""", """{"b":2}""", "removed", """{"b":2}"""], writer.Publications.Select(Text));
        Assert.Equal([1, 2, 3, 4, 5], writer.Publications.Select(one => one.Resume!.Value));
    }

    [Fact]
    public void Deliver_NewcomerToALane_GetsTheWholeValueWhereItsOwnIsNewerThanTheLanes()
    {
        using var channel = NewPatchingChannel();
        var (early, earlyWriter) = Subscribe(ChannelMode.State, 1);
        var (late, lateWriter) = Subscribe(ChannelMode.State, 1);
        Assert.True(channel.TryGoLive(early, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Value(1, """{"a":1,"b":1}"""), Value(2, """{"a":2,"b":1}""")]);
        Assert.True(channel.TryGoLive(late, new Position(Epoch, 2)));
        channel.Deliver(Epoch, [Value(3, """{"a":1,"b":3}""")]);
        time.Advance(TimeSpan.FromSeconds(1));
        channel.Deliver(Epoch, [Value(4, """{"a":1,"b":4}""")]);
        time.Advance(TimeSpan.FromSeconds(1));

        // The newcomer holds a: 2, of which the lane's patch knows nothing.
        Assert.Equal(["""{"a":1,"b":1}""", """patch {"b":3}""", """patch {"b":4}"""], earlyWriter.Publications.Select(Text));
        Assert.Equal(["""{"a":1,"b":3}""", """patch {"b":4}"""], lateWriter.Publications.Select(Text));
    }

    [Fact]
    public void Deliver_ManySubscribersOfALane_ShareThePatchesBytes()
    {
        using var channel = NewPatchingChannel();
        var subscribers = Enumerable.Range(0, 3).Select(_ => Subscribe(ChannelMode.State, 5)).ToArray();
        foreach (var (subscription, _) in subscribers)
            Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Value(1, """{"a":1,"b":1}"""), Value(2, """{"a":1,"b":2}""")]);
        time.Advance(TimeSpan.FromSeconds(1));

        var last = subscribers.Select(one => one.Writer.Publications.Last()).ToArray();
        Assert.All(last, one => Assert.Same(last[0], one));
        Assert.True(last[0].Patch);
    }

    [Fact]
    public void Deliver_FullOutbox_KeepsWholeValues()
    {
        using var channel = NewPatchingChannel();
        var writer = new RecordingWriter();
        var slow = new LiveSubscription("slow", new Outbox(writer, new OutboxLimits(1)), ChannelMode.State);
        Assert.True(channel.TryGoLive(slow, new Position(Epoch, 0)));
        writer.Hold();
        channel.Deliver(Epoch, [Value(1, """{"a":1,"b":1}""")]);
        channel.Deliver(Epoch, [Value(2, """{"a":1,"b":2}""")]);
        channel.Deliver(Epoch, [Value(3, """{"a":3,"b":2}""")]);
        channel.Deliver(Epoch, [Value(4, """{"a":3,"b":4}""")]);
        writer.Release();

        Assert.Equal(["""{"a":1,"b":1}""", """patch {"b":2}""", """{"a":3,"b":4}"""], writer.Publications.Select(Text));
        channel.Deliver(Epoch, [Value(5, """{"a":5,"b":4}""")]);
        Assert.Equal("""patch {"a":5}""", Text(writer.Publications.Last()));
    }

    [Fact]
    public void TryWiden_OtherKeys_PatchesOfThoseThatStayContinueAndAddedOnesBeginWhole()
    {
        using var channel = NewPatchingChannel();
        var (early, _) = Subscribe(ChannelMode.State, 1);
        var (subscription, writer) = Subscribe(ChannelMode.State, 1, keys: ["k", "left"]);
        Assert.True(channel.TryGoLive(early, new Position(Epoch, 0)));
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Value(1, """{"a":1,"b":1}"""), Value(2, """{"a":1,"b":1}""", "new"), Value(3, """{"a":2,"b":1}""", "new"), Value(4, """{"a":1,"b":2}""")]);
        Assert.Equal(new Position(Epoch, 2), channel.Narrow(subscription, Set("left"), Set("k")));
        Assert.False(channel.TryWiden(subscription, Set("new"), Set("k", "new"), new Position(Epoch, 3), 3));
        Assert.True(channel.TryWiden(subscription, Set("new"), Set("k", "new"), new Position(Epoch, 4), 4));
        channel.Deliver(Epoch, [Value(5, """{"a":1,"b":3}""", "new"), Value(6, "{}", "left")]);
        time.Advance(TimeSpan.FromSeconds(1));
        channel.Deliver(Epoch, [Value(7, """{"a":1,"b":4}""", "new")]);
        time.Advance(TimeSpan.FromSeconds(1));

        // The lane sent a: 1 of the added key before, the replay gave a: 2.
        Assert.Equal(
            [(1, """{"a":1,"b":1}"""), (4, """patch {"b":2}"""), (5, """{"a":1,"b":3}"""), (7, """patch {"b":4}""")],
            writer.Publications.Select(one => ((int)one.Offset, Text(one))));
        Assert.Equal(7, channel.Leave(subscription).Offset);
    }

    [Fact]
    public void Narrow_SubscriptionThatHasEnded_GetsNothingMore()
    {
        using var channel = NewPatchingChannel();
        var (subscription, writer) = Subscribe(ChannelMode.State);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Leave(subscription);
        channel.Narrow(subscription, Set(), Set("k"));
        Assert.True(channel.TryWiden(subscription, Set("x"), Set("k", "x"), new Position(Epoch, 0), 0));
        channel.Deliver(Epoch, [Value(1, "{}"), Value(2, "{}", "x")]);

        Assert.Empty(writer.Writes);
        Assert.False(channel.HasReceivers);
    }

    [Fact]
    public void Restart_KeysThatWereAddedLater_CountFromTheNewEpoch()
    {
        using var channel = NewPatchingChannel();
        var (subscription, writer) = Subscribe(ChannelMode.State, 1, keys: []);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        Assert.False(channel.HasReceivers);
        channel.Deliver(Epoch, [Value(9, "{}", "other")]);
        Assert.True(channel.TryWiden(subscription, Set("k"), Set("k"), new Position(Epoch, 9), 9));
        channel.Restart(new Position("f", 0));
        channel.Deliver("f", [Value(1, """{"a":1}""")]);

        Assert.Equal(1, writer.Publications.Last().Offset);
    }

    [Fact]
    public void Restart_ChannelThatSendsPatches_SendsWholeValuesAgain()
    {
        using var channel = NewPatchingChannel();
        var (subscription, writer) = Subscribe(ChannelMode.State);
        Assert.True(channel.TryGoLive(subscription, new Position(Epoch, 0)));
        channel.Deliver(Epoch, [Value(1, """{"a":1,"b":1}""")]);
        channel.Restart(new Position("f", 0));
        channel.Deliver("f", [Value(1, """{"a":1,"b":2}""")]);

        Assert.Equal("""{"a":1,"b":2}""", Text(writer.Publications.Last()));
    }

    private static HashSet<string> Set(params string[] keys) => [.. keys];

    private static Publication Value(long offset, string data, string key = "k") => Pub.Of(offset, key) with { Data = Payload.FromJson(data) };

    private static string Text(Publication publication) => publication.Removed == true
        ? "removed"
        : (publication.Patch == true ? "patch " : "") + System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span);

    private LiveChannel NewPatchingChannel()
    {
        var channel = new LiveChannel(Pub.Channel, ChannelMode.State, time, sendsPatches: true);
        channel.Begin(new Position(Epoch, 0));
        return channel;
    }

    private static (LiveSubscription Subscription, RecordingWriter Writer) Subscribe(ChannelMode mode, double? rate = null, string[]? keys = null)
    {
        var writer = new RecordingWriter();
        var subscription = new LiveSubscription(Guid.NewGuid().ToString(), new Outbox(writer, new OutboxLimits()), mode)
        {
            MaxRate = rate,
            Keys = keys?.ToHashSet(),
        };
        return (subscription, writer);
    }

    private LiveChannel NewChannel(ChannelMode mode, long head = 0)
    {
        var channel = new LiveChannel(Pub.Channel, mode, time);
        channel.Begin(new Position(Epoch, head));
        return channel;
    }
}
