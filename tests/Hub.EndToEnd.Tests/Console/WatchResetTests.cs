using RealtimeHub.Console;
using RealtimeHub.Console.Output;
using RealtimeHub.EndToEnd.Tests.Feeds;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

/// <summary>What a reset means to a person depends on the channel's mode.</summary>
public class WatchResetTests
{
    [Theory]
    [InlineData(GapReason.Epoch, "rthub: feed:market begins again; its present values follow\n")]
    [InlineData(GapReason.Retention, "rthub: feed:market changed more than can be replayed; its present values follow\n")]
    public void StateMode_TellsThatPresentValuesFollow(GapReason reason, string expected) => Assert.Equal(expected, Told(reason, ChannelMode.State));

    [Fact]
    public void LogMode_TellsWhatIsMissing() =>
        Assert.Equal("rthub: feed:market: publications are missing (1 to 500): epoch; continuing at offset 500\n", Told(GapReason.Epoch, ChannelMode.Log));

    [Fact]
    public async Task Watch_ServerKilledAndBack_SaysThatTheFeedBeginsAgain()
    {
        await using var server = await FeedServer.StartAsync();
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(""), TextWriter.Synchronized(output), TextWriter.Synchronized(error), IsInteractive: false);
        var running = Rthub.RunAsync(["watch", "feed:market", "--url", server.Address.ToString()], terminal, stop.Token);
        await TestTimeout.Until(() => Errors().Contains("listening to feed:market", StringComparison.Ordinal));

        // One that has seen no value yet has nothing that could begin again.
        await TestTimeout.Until(() => Values().Length > 0);

        await server.KillAndRestartAsync();
        await TestTimeout.Until(() => Errors().Contains("feed:market begins again; its present values follow", StringComparison.Ordinal));
        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Done, await running.Within());
        Assert.DoesNotContain("missing", Errors(), StringComparison.Ordinal);

        string Values()
        {
            lock (terminal.Out)
                return output.ToString();
        }

        string Errors()
        {
            lock (terminal.Error)
                return error.ToString();
        }
    }

    private static string Told(GapReason reason, ChannelMode mode)
    {
        using var error = new StringWriter();
        new Notices(error).On(new Reset(ChannelName.Parse("feed:market"), new Position("e", 500), new Gap(0, 501, reason), reason), mode);
        return error.ToString();
    }
}
