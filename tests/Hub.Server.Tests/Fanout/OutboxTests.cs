using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Fanout;

[Trait("Safety", "L20")]
public sealed class OutboxTests
{
    // A frame of the tests' protocol has 8 bytes.
    private const int FrameBytes = 8;
    private readonly RecordingWriter writer = new();

    [Fact]
    public void Offer_SeveralWhileAWriteWaits_GoOutTogetherInOrder()
    {
        var outbox = new Outbox(writer, new OutboxLimits());
        writer.Hold();
        for (var offset = 1; offset <= 5; offset++)
            Put(outbox, Pub.Of(offset));

        Assert.Single(writer.Writes);
        writer.Release();

        Assert.Equal([1, 4], writer.Writes.Select(write => write.Count));
        Assert.Equal([1, 2, 3, 4, 5], writer.Publications.Select(one => one.Offset));
        Assert.Equal(0, outbox.Waiting);
    }

    [Fact]
    public void Offer_FullWithoutOverflow_EndsTheConnectionOnceAndTakesNothingMore()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 2));
        writer.Hold();
        for (var offset = 1; offset <= 6; offset++)
            Put(outbox, Pub.Of(offset));
        writer.Release();

        Assert.Equal(1, writer.SlowEnds);
        Assert.Equal([1], writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public void Offer_LargerThanTheLimitOfBytesIntoAnEmptyOutbox_IsTaken()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Bytes: FrameBytes - 1));
        Put(outbox, Pub.Of(1));
        writer.Hold();
        Put(outbox, Pub.Of(2));
        Put(outbox, Pub.Of(3));
        Assert.Equal(0, writer.SlowEnds);
        Put(outbox, Pub.Of(4));

        Assert.Equal(1, writer.SlowEnds);
        Assert.Equal([1, 2], writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public void Offer_AsManyBytesAsTheLimit_Wait()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Bytes: 2 * FrameBytes));
        writer.Hold();
        for (var offset = 1; offset <= 3; offset++)
            Put(outbox, Pub.Of(offset));
        Assert.Equal((0, 2), (writer.SlowEnds, outbox.Waiting));
        Put(outbox, Pub.Of(4));

        Assert.Equal(1, writer.SlowEnds);
    }

    [Fact]
    public void Offer_FramesThatReplaceEachOther_OnlyTheLatestWaitsBehindTheRestAndNeverEndsTheConnection()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 2));
        writer.Hold();
        Put(outbox, Pub.Of(1));
        for (var i = 0; i < 1_000; i++)
            Assert.False(outbox.Offer(Frame.Of("Signal", [i], replaces: ("editor", i % 2))));
        Put(outbox, Pub.Of(2));
        Put(outbox, Pub.Of(3));
        writer.Release();

        Assert.Equal(0, writer.SlowEnds);
        Assert.Equal([1, 2, 3], writer.Publications.Select(one => one.Offset));
        Assert.Equal([998, 999], writer.Written.OfType<int>());
        Assert.True(outbox.Offer(Frame.Of("Signal", [1_000], replaces: ("editor", 0))));
        outbox.Drain();
        Assert.Equal([998, 999, 1_000], writer.Written.OfType<int>());
    }

    [Fact]
    public void Offer_LimitsOfZero_TakeEverything()
    {
        var outbox = new Outbox(writer, new OutboxLimits(0, 0));
        writer.Hold();
        for (var offset = 1; offset <= 5_000; offset++)
            Put(outbox, Pub.Of(offset));
        writer.Release();

        Assert.Equal(0, writer.SlowEnds);
        Assert.Equal(5_000, writer.Publications.Count());
    }

    [Fact]
    public void Offer_FullWithOverflow_MergesByKeyAndAccountsForEach()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 2));
        var overflow = new Overflow();
        writer.Hold();
        for (var offset = 1; offset <= 20; offset++)
            Put(outbox, Pub.Of(offset, offset % 2 == 0 ? "even" : "odd"), overflow);
        writer.Release();

        Assert.Equal(0, writer.SlowEnds);
        Assert.Equal([1, 2, 3, 19, 20], writer.Publications.Select(one => one.Offset));
        Assert.Equal(20, writer.Publications.Sum(one => 1 + (one.Merged ?? 0)));
        Assert.Equal([1, 2, 3, 19, 20], writer.Publications.Select(one => one.Resume));
        Assert.True(overflow.IsEmpty);
    }

    [Fact]
    public void Offer_WhileItsSubscriptionIsMerged_NeverOvertakesWhatWasMerged()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 1));
        var overflow = new Overflow();
        writer.Hold();
        Put(outbox, Pub.Of(1, "a"), overflow);
        Put(outbox, Pub.Of(2, "a"), overflow);
        Put(outbox, Pub.Of(3, "b"), overflow);
        Put(outbox, Pub.Of(4, "b"), overflow);
        writer.Release();
        Put(outbox, Pub.Of(5, "a"), overflow);

        Assert.Equal([1, 2, 4, 5], writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public void Offer_WhileItsSubscriptionIsMerged_EncodesNothing()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 1));
        var overflow = new Overflow();
        writer.Hold();
        for (var offset = 1; offset <= 3; offset++)
            Put(outbox, Pub.Of(offset, "a"), overflow);
        var before = writer.Encodings;
        for (var offset = 4; offset <= 100; offset++)
            Put(outbox, Pub.Of(offset, "a"), overflow);

        Assert.Equal(before, writer.Encodings);
    }

    [Fact]
    public void Drop_MergedValues_AreForgottenAndTheOldestIsTold()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 1));
        var overflow = new Overflow();
        writer.Hold();
        for (var offset = 1; offset <= 6; offset++)
            Put(outbox, Pub.Of(offset, "k" + offset), overflow);

        Assert.Equal(3, outbox.Drop(overflow));
        Assert.Null(outbox.Drop(overflow));
        writer.Release();

        Assert.Equal([1, 2], writer.Publications.Select(one => one.Offset));
    }

    [Fact]
    public async Task FlushAsync_WhatWasPutInBefore_IsWrittenWhenItCompletes()
    {
        var outbox = new Outbox(writer, new OutboxLimits());
        await outbox.FlushAsync().Within();
        writer.Hold();
        Put(outbox, Pub.Of(1));
        Put(outbox, Pub.Of(2));
        var flushed = outbox.FlushAsync();
        Put(outbox, Pub.Of(3));

        Assert.False(flushed.IsCompleted);
        writer.Release();
        await flushed.Within();
        Assert.True(writer.Publications.Count() >= 2);
    }

    [Fact]
    public async Task Close_WithWaitingFramesAndFlushes_ForgetsThemAndLetsNobodyWait()
    {
        var outbox = new Outbox(writer, new OutboxLimits());
        writer.Hold();
        Put(outbox, Pub.Of(1));
        Put(outbox, Pub.Of(2));
        var flushed = outbox.FlushAsync();
        outbox.Close();

        await flushed.Within();
        writer.Release();
        Put(outbox, Pub.Of(3));
        Assert.Single(writer.Publications);
    }

    [Fact]
    public async Task Drain_WriteThatFails_ClosesAndLetsNobodyWait()
    {
        var outbox = new Outbox(writer, new OutboxLimits());
        writer.Hold();
        Put(outbox, Pub.Of(1));
        Put(outbox, Pub.Of(2));
        var flushed = outbox.FlushAsync();
        writer.Fail();

        await flushed.Within();
        Assert.False(outbox.Offer(Frame.Of(Pub.Of(3))));
        Assert.Single(writer.Publications);
    }

    [Fact]
    public async Task Offer_ByManyThreads_EverythingGoesOutOnceAndEachThreadsInOrder()
    {
        const int Threads = 6;
        const int Each = 3_000;
        var outbox = new Outbox(writer, new OutboxLimits(0, 0));
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var n = 0; n < Each; n++)
                Put(outbox, Pub.Of((thread * Each) + n));
        }))).Within();
        await outbox.FlushAsync().Within();

        var offsets = writer.Publications.Select(one => one.Offset).ToArray();
        Assert.Equal(Enumerable.Range(0, Threads * Each).Select(n => (long)n), offsets.Order());
        for (var thread = 0; thread < Threads; thread++)
            Assert.Equal(Each, offsets.Where(offset => offset / Each == thread).Zip(Enumerable.Range(thread * Each, Each)).Count(pair => pair.First == pair.Second));
    }

    private static void Put(Outbox outbox, Publication publication, Overflow? overflow = null)
    {
        if (outbox.Offer(Frame.Of(publication), overflow))
            outbox.Drain();
    }
}
