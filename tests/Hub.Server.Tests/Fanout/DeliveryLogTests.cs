using RealtimeHub.Server.Fanout;

namespace RealtimeHub.Server.Tests.Fanout;

public sealed class DeliveryLogTests
{
    private const string Channel = "map:test";
    private readonly RecordingWriter writer = new();

    [Fact]
    public void Find_AFrame_WaitsUntilItIsWritten()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Remembered: 8));
        writer.Hold();
        Offer(outbox, 1);
        Offer(outbox, 2);

        Assert.Equal((DeliveryOutcome.Queued, null), (outbox.Log.Find(Channel, 2)!.Value.Outcome, outbox.Log.Find(Channel, 2)!.Value.WrittenAgo));
        writer.Release();
        var written = outbox.Log.Find(Channel, 2)!.Value;
        Assert.True(written.WrittenAgo >= TimeSpan.Zero && written.QueuedAgo >= TimeSpan.Zero);
        Assert.Null(outbox.Log.Find(Channel, 3));
        Assert.Null(outbox.Log.Find("map:other", 1));
    }

    [Fact]
    public void Find_ABlock_HasEachOfItsOffsets()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Remembered: 8));
        outbox.Offer(Frame.Of([Frame.Of(Pub.Of(5)), Frame.Of(Pub.Of(6)), Frame.Of(Pub.Of(7))]));

        Assert.All(new long[] { 5, 6, 7 }, offset => Assert.Equal((5, 7), (outbox.Log.Find(Channel, offset)!.Value.First, outbox.Log.Find(Channel, offset)!.Value.Last)));
        Assert.Null(outbox.Log.Find(Channel, 4));
        Assert.Null(outbox.Log.Find(Channel, 8));
    }

    [Fact]
    public void Find_AfterMoreFramesThanAreRemembered_HasTheNewest()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Remembered: 20));
        for (var offset = 1; offset <= 100; offset++)
            Offer(outbox, offset);

        Assert.Null(outbox.Log.Find(Channel, 80));
        Assert.All(Enumerable.Range(81, 20), offset => Assert.NotNull(outbox.Log.Find(Channel, offset)!.Value.WrittenAgo));
    }

    [Fact]
    public void Find_AValueThatDidNotFit_SaysThatItWasMergedAndWhatWasSent()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 1, Remembered: 8));
        var overflow = new Overflow();
        writer.Hold();
        for (var offset = 1; offset <= 4; offset++)
        {
            if (outbox.Offer(Frame.Of(Pub.Of(offset, "k")), overflow))
                outbox.Drain();
        }

        Assert.Equal(DeliveryOutcome.Merged, outbox.Log.Find(Channel, 3)!.Value.Outcome);
        Assert.Equal(DeliveryOutcome.Merged, outbox.Log.Find(Channel, 4)!.Value.Outcome);
        writer.Release();
        Assert.Equal(DeliveryOutcome.Merged, outbox.Log.Find(Channel, 3)!.Value.Outcome);
        Assert.NotNull(outbox.Log.Find(Channel, 4)!.Value.WrittenAgo);
    }

    [Fact]
    public void Find_AFrameThatEndsItsConnection_SaysSo()
    {
        var outbox = new Outbox(writer, new OutboxLimits(Publications: 1, Remembered: 8));
        writer.Hold();
        for (var offset = 1; offset <= 3; offset++)
            Offer(outbox, offset);

        Assert.Equal(DeliveryOutcome.Refused, outbox.Log.Find(Channel, 3)!.Value.Outcome);
        Assert.Equal(1, writer.SlowEnds);
    }

    [Fact]
    public void Queued_WhenTheRingIsFull_AllocatesNothing()
    {
        var log = new DeliveryLog(new Lock(), 64);
        var frame = Frame.Of(Pub.Of(1));
        for (var n = 0; n < 100; n++)
            log.Queued(frame, n);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 100; n < 10_000; n++)
        {
            log.Queued(frame, n);
            log.Wrote(n);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Queued_WhereNothingIsRemembered_TakesNoMemory()
    {
        var outbox = new Outbox(writer, new OutboxLimits());
        Offer(outbox, 1);

        Assert.Null(outbox.Log.Find(Channel, 1));
    }

    private static void Offer(Outbox outbox, long offset)
    {
        if (outbox.Offer(Frame.Of(Pub.Of(offset))))
            outbox.Drain();
    }
}
