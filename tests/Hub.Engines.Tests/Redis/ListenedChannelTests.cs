using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Redis.Listening;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Redis;

public class ListenedChannelTests
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private readonly RecordingListener listener = new();
    private readonly ListenedChannel channel;

    public ListenedChannelTests() => channel = new(Room, new ChannelDelivery(Room, listener));

    private Heard Heard => listener.Of(Room);

    [Fact]
    public void Offer_OutOfOrderAndTwice_DeliversInOrderEachOnce()
    {
        channel.Begin(new Position("e", 0));

        Assert.True(channel.Offer("e", Of(3)));
        Assert.True(channel.Offer("e", Of(2)));
        Assert.Empty(Heard.Publications);
        Assert.False(channel.Offer("e", Of(1, 2)));
        Assert.False(channel.Offer("e", Of(2, 3)));

        Assert.Equal([1, 2, 3], Heard.Offsets);
    }

    [Fact]
    public void Begin_AfterMessagesCame_DeliversThoseBehindThePosition()
    {
        channel.Prepare();
        channel.Offer("e", Of(5, 6, 7));

        channel.Begin(new Position("e", 6));

        Assert.Equal([7], Heard.Offsets);
    }

    [Fact]
    public void Begin_AfterMessagesOfAnotherEpoch_DropsThem()
    {
        channel.Prepare();
        channel.Offer("old", Of(1));

        channel.Begin(new Position("e", 0));

        Assert.Empty(Heard.Publications);
    }

    [Fact]
    public void Offer_OfAnotherEpoch_IsMissingUntilThePageTells()
    {
        channel.Begin(new Position("e", 4));

        Assert.True(channel.Offer("new", Of(2)));
        var missing = channel.NextMissing()!.Value;
        channel.Fill(missing, Page("new", 2));

        Assert.Empty(Heard.Publications);
        Assert.Equal([new Position("new", 2)], Heard.Resets);
        Assert.Null(channel.NextMissing());
        Assert.False(channel.Offer("new", Of(3)));
        Assert.Equal([3], Heard.Offsets);
    }

    [Fact]
    public void Fill_OfAHole_DeliversWhatWasMissingAndWhatWaited()
    {
        channel.Begin(new Position("e", 0));
        channel.Offer("e", Of(4));

        channel.Fill(channel.NextMissing()!.Value, Page("e", 4, 1, 2, 3, 4));

        Assert.Equal([1, 2, 3, 4], Heard.Offsets);
        Assert.Null(channel.NextMissing());
    }

    [Fact]
    public void Fill_WhereTheLogHasLetGoOfIt_TellsByAReset()
    {
        channel.Begin(new Position("e", 0));
        channel.Tell(new Position("e", 9));

        channel.Fill(channel.NextMissing()!.Value, Page("e", 9, 8, 9));

        Assert.Empty(Heard.Publications);
        Assert.Equal([new Position("e", 9)], Heard.Resets);
        Assert.Null(channel.NextMissing());
    }

    [Fact]
    public void Fill_WithAPageThatIsOlderThanWhatCameSince_ChangesNothing()
    {
        channel.Begin(new Position("e", 0));
        channel.Tell(new Position("e", 1));
        var missing = channel.NextMissing()!.Value;
        channel.Offer("e", Of(1, 2));

        channel.Fill(missing, Page("e", 1, 1));

        Assert.Equal([1, 2], Heard.Offsets);
        Assert.Empty(Heard.Resets);
    }

    [Fact]
    public void Fill_WhereTheStandIsBehindWhatWasDelivered_TellsByAReset()
    {
        channel.Begin(new Position("e", 5));
        channel.Tell(new Position("e", 6));

        channel.Fill(channel.NextMissing()!.Value, Page("e", 3));

        Assert.Equal([new Position("e", 3)], Heard.Resets);
    }

    [Fact]
    public async Task Fill_ReadBeforeListeningBeganAnew_ChangesNothing()
    {
        channel.Begin(new Position("e", 0));
        channel.Tell(new Position("e", 3));
        var missing = channel.NextMissing()!.Value;
        await channel.EndAsync(0);
        channel.Begin(new Position("e", 3));

        channel.Fill(missing, Page("e", 3, 1, 2, 3));

        Assert.Empty(Heard.Everything);
    }

    [Fact]
    public void Offer_OfMoreThanMayWait_KeepsNoMoreAndStillMissesIt()
    {
        channel.Begin(new Position("e", 0));
        channel.Offer("e", [.. Enumerable.Range(2, ListenedChannel.MostEarly + 100).Select(i => One(i))]);
        var head = ListenedChannel.MostEarly + 101;

        while (channel.NextMissing() is { } missing)
            channel.Fill(missing, Page("e", head, [.. Enumerable.Range((int)missing.From.Offset + 1, Math.Min(512, head - (int)missing.From.Offset)).Select(i => (long)i)]));

        Assert.Equal(Enumerable.Range(1, head).Select(i => (long)i), Heard.Offsets);
    }

    [Fact]
    public void TryBeginFilling_WhileOneFills_LetsNobodyElse()
    {
        channel.Begin(new Position("e", 0));
        channel.Tell(new Position("e", 1));

        Assert.True(channel.TryBeginFilling());
        Assert.False(channel.TryBeginFilling());
        channel.GiveUpFilling();
        Assert.True(channel.TryBeginFilling());
    }

    private static Publication One(long offset) => new() { Channel = Room, Offset = offset, Type = "t", Data = default, Time = 1 };

    private static List<Publication> Of(params long[] offsets) => [.. offsets.Select(One)];

    private static LogPage Page(string epoch, long head, params long[] offsets) => new()
    {
        Epoch = epoch,
        Head = head,
        FirstOffset = offsets.Length > 0 ? offsets[0] : head + 1,
        Publications = Of(offsets),
        HasMore = false,
    };
}
