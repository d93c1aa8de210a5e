using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Subscriptions;

public sealed class DeliveryBufferTests
{
    [Fact]
    public void TryDeliver_LogModeFullByCount_RefusesUntilOneIsTaken()
    {
        var buffer = new DeliveryBuffer(2, 1000);
        Assert.True(buffer.TryDeliver(Log(1), ChannelMode.Log));
        Assert.True(buffer.TryDeliver(Log(2), ChannelMode.Log));
        Assert.False(buffer.TryDeliver(Log(3), ChannelMode.Log));
        Assert.True(buffer.TryTake(out _, out var emptied));
        Assert.False(emptied);
        Assert.True(buffer.TryDeliver(Log(3), ChannelMode.Log));
        Assert.Equal([2, 3], TakeAll(buffer).Select(publication => publication.Offset));
    }

    [Fact]
    public void TryDeliver_LogModeFullByBytes_TakesOneLargerThanTheBoundWhenEmpty()
    {
        var buffer = new DeliveryBuffer(100, 10);
        var large = Log(1) with { Data = Payload.From(new string('x', 100)) };
        Assert.True(buffer.TryDeliver(large, ChannelMode.Log));
        Assert.False(buffer.TryDeliver(Log(2), ChannelMode.Log));
        Assert.True(buffer.TryTake(out _, out var emptied));
        Assert.True(emptied);
        Assert.True(buffer.TryDeliver(Log(2), ChannelMode.Log));
    }

    [Fact]
    public void TryDeliver_StateModeFull_NewerValueTakesThePlaceOfTheWaitingOne()
    {
        var buffer = new DeliveryBuffer(2, 1000);
        Deliver(buffer, State(1, "a"), State(2, "b"), State(3, "a"), State(4, "c"), State(5, "a"), State(6, "c"));
        var taken = TakeAll(buffer);
        Assert.Equal([(5, "a", 2), (2, "b", null), (6, "c", 1)], taken.Select(publication => ((int)publication.Offset, publication.Key, publication.Merged)));
    }

    [Fact]
    public void TryDeliver_StateModeFull_PatchesAreMergedIntoWhatWaits()
    {
        var buffer = new DeliveryBuffer(1, 1000);
        Deliver(
            buffer,
            State(1, "a") with { Data = Payload.FromJson("""{"x":1,"y":1}""") },
            State(2, "b") with { Data = Payload.FromJson("""{"x":1}"""), Patch = true },
            State(3, "a") with { Data = Payload.FromJson("""{"y":2}"""), Patch = true },
            State(4, "b") with { Data = Payload.FromJson("""{"y":3}"""), Patch = true });

        var taken = TakeAll(buffer);
        Assert.Equal([(null, """{"x":1,"y":2}"""), (true, """{"x":1,"y":3}""")], taken.Select(one => (one.Patch, System.Text.Encoding.UTF8.GetString(one.Data.Bytes.Span))));
    }

    [Fact]
    public void TryDeliver_StateModeWithRoom_KeepsEveryValue()
    {
        var buffer = new DeliveryBuffer(10, 1000);
        Deliver(buffer, State(1, "a"), State(2, "a"));
        Assert.Equal([1, 2], TakeAll(buffer).Select(publication => publication.Offset));
    }

    [Fact]
    public void TryDeliver_StateModeAfterAReset_DoesNotReachBackOverIt()
    {
        var buffer = new DeliveryBuffer(1, 1000);
        Deliver(buffer, State(7, "a"));
        buffer.Deliver(new Reset(Channel, new Position("f", 1), null, GapReason.Epoch));
        Deliver(buffer, State(1, "a"), State(2, "a"));
        Assert.Equal([7, 2], TakeAll(buffer).Select(publication => publication.Offset));
    }

    [Fact]
    public async Task MarkAsync_EverythingBeforeItTaken_Completes()
    {
        var buffer = new DeliveryBuffer(10, 1000);
        Deliver(buffer, Log(1));
        var mark = buffer.MarkAsync();
        Assert.True(buffer.TryTake(out _, out _));
        Assert.False(mark.IsCompleted);
        Assert.True(buffer.TryTake(out var delivery, out _));
        delivery.Mark!.SetResult();
        await mark.Within();
    }

    [Fact]
    public async Task WaitAsync_CompletedWithAnError_GivesTheRestAndThenThrows()
    {
        var buffer = new DeliveryBuffer(10, 1000);
        Deliver(buffer, Log(1));
        buffer.Complete(new HubClosedException("over"));
        Assert.True(await buffer.WaitAsync(default));
        Assert.Single(TakeAll(buffer));
        await Assert.ThrowsAsync<HubClosedException>(async () => await buffer.WaitAsync(default));
    }

    private static ChannelName Channel => ChannelName.Parse("map:a");

    private static void Deliver(DeliveryBuffer buffer, params Publication[] publications)
    {
        foreach (var publication in publications)
            Assert.True(buffer.TryDeliver(publication, publication.Key is null ? ChannelMode.Log : ChannelMode.State));
    }

    private static List<Publication> TakeAll(DeliveryBuffer buffer)
    {
        var taken = new List<Publication>();
        while (buffer.TryTake(out var delivery, out _))
        {
            if (delivery.Publication is { } publication)
                taken.Add(publication);
        }

        return taken;
    }

    private static Publication Log(long offset) => HubScript.Numbered("topic:a", offset);

    private static Publication State(long offset, string key) => HubScript.Numbered("map:a", offset) with { Key = key, Resume = offset };
}
