using RealtimeHub.Shared;
using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.Engines.Tests.Histories;

/// <summary>The checker must see every kind of fault: one that finds nothing proves nothing.</summary>
public class HistoryCheckTests
{
    private readonly History history = new();

    [Fact]
    public void Of_AGoodHistory_FindsNothing()
    {
        Publish(1, "a");
        Publish(2, "b");
        Saw("r", 1, "a");
        Saw("r", 2, "b");
        history.Attempted("w", "c", "never-answered");

        Assert.True(Check(Log(1, "a", "b")).IsGood);
        Assert.True(Check(Log(1, "a", "b", "never-answered")).IsGood);
        Assert.True(Check(Log(2, "b")).IsGood);
    }

    [Fact]
    public void Of_AnAcknowledgedValueThatIsGone_FindsItLost()
    {
        Publish(1, "a");
        Publish(2, "b");

        Assert.NotEmpty(Check(Log(1, "a")).Lost);
    }

    [Fact]
    public void Of_AnAcknowledgedValueThatAnotherReplaced_FindsItLost()
    {
        Publish(1, "a");
        history.Attempted("w", "c", "b");

        Assert.NotEmpty(Check(Log(1, "b")).Lost);
    }

    [Fact]
    public void Of_ADeliveredValueThatIsGone_FindsItLost()
    {
        history.Attempted("w", "c", "a");
        Saw("r", 1, "a");

        Assert.NotEmpty(Check(new FinalLog("c", "e", 1, 0, [])).Lost);
    }

    [Fact]
    public void Of_AHoleInTheLog_FindsItLost()
    {
        Publish(1, "a");
        Publish(3, "b");

        Assert.NotEmpty(Check(new FinalLog("c", "e", 1, 3, [(1, "a"), (3, "b")])).Lost);
        Assert.NotEmpty(Check(new FinalLog("c", "e", 2, 3, [(3, "b")])).Lost);
    }

    [Fact]
    public void Of_AReaderThatMissedOne_FindsItLost()
    {
        Publish(1, "a");
        Publish(2, "b");
        Publish(3, "c");
        Saw("r", 1, "a");
        Saw("r", 3, "c");

        Assert.NotEmpty(Check(Log(1, "a", "b", "c")).Lost);
    }

    [Fact]
    public void Of_AValueStoredTwice_FindsTheDuplicate()
    {
        Publish(1, "a");

        Assert.NotEmpty(Check(Log(1, "a", "a")).Duplicates);
    }

    [Fact]
    public void Of_AnOffsetGivenTwice_FindsTheDuplicate()
    {
        Publish(1, "a");
        Publish(1, "b", writer: "w2");

        Assert.NotEmpty(Check(Log(1, "b")).Duplicates);
    }

    [Fact]
    public void Of_AReaderThatSawOneTwice_FindsTheDuplicate()
    {
        Publish(1, "a");
        Saw("r", 1, "a");
        Saw("r", 1, "a");

        Assert.NotEmpty(Check(Log(1, "a")).Duplicates);
    }

    [Fact]
    public void Of_AReaderThatSawThemTheOtherWayRound_FindsThemReordered()
    {
        Publish(1, "a");
        Publish(2, "b");
        Saw("r", 2, "b");
        Saw("r", 1, "a");

        Assert.NotEmpty(Check(Log(1, "a", "b")).Reordered);
    }

    [Fact]
    public void Of_AWriterWhoseSecondValueCameFirst_FindsThemReordered()
    {
        Publish(2, "a");
        Publish(1, "b");

        Assert.NotEmpty(Check(Log(1, "b", "a")).Reordered);
    }

    [Fact]
    public void Of_ALogOutOfOrder_FindsItReordered()
    {
        Publish(1, "a");
        Publish(2, "b");

        Assert.NotEmpty(Check(new FinalLog("c", "e", 1, 2, [(2, "b"), (1, "a")])).Reordered);
    }

    [Fact]
    public void Of_AValueThatNobodyPublished_FindsItUnexpected()
    {
        Publish(1, "a");

        Assert.NotEmpty(Check(Log(1, "a", "x")).Unexpected);
        Saw("r", 1, "y");
        Assert.NotEmpty(Check(Log(1, "a")).Unexpected);
    }

    [Fact]
    public void Of_AnotherEpoch_ExpectsNothingOfTheOldOne()
    {
        Publish(1, "a");

        Assert.True(Check(new FinalLog("c", "another", 1, 0, [])).IsGood);
    }

    [Fact]
    public void Lines_CutOffAnywhere_GiveTheEventsThatAreWhole()
    {
        Publish(1, "a");
        Saw("r", 1, "a");
        var text = string.Join('\n', history.Events.Select(one => one.ToLine()));

        for (var length = 0; length <= text.Length; length++)
        {
            var read = new History();
            read.AddLines(text[..length].Split('\n'));
            Assert.Equal(history.Events.Take(read.Events.Count), read.Events);
        }

        var whole = new History();
        whole.AddLines(text.Split('\n'));
        Assert.Equal(history.Events, whole.Events);
    }

    private void Publish(long offset, string value, string writer = "w")
    {
        history.Attempted(writer, "c", value);
        history.Acknowledged(writer, "c", new Position("e", offset), value);
    }

    private void Saw(string reader, long offset, string value) => history.Saw(reader, "c", new Position("e", offset), value);

    private HistoryReport Check(FinalLog log) => HistoryCheck.Of(history, log);

    private static FinalLog Log(long first, params string[] values) =>
        new("c", "e", first, first + values.Length - 1, [.. values.Select((value, i) => (first + i, value))]);
}
