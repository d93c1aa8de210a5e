using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Redis;

/// <summary>Several nodes on one Redis hear the same, in the same order, each once.</summary>
public sealed class RedisNodesTests : RedisNodes
{
    private const string Topic = "test:*";

    [Fact]
    public async Task Nodes_ThatAllAppend_HearTheSameInOrderEachOnce()
    {
        const int each = 100;
        RedisHarness[] nodes = [await NodeAsync(), await NodeAsync(), await NodeAsync()];
        foreach (var node in nodes)
            await node.Engine.ListenAsync(Room, None);

        await Task.WhenAll(nodes.SelectMany((node, number) => Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each / 4; i++)
                await AppendAsync(node, $"{number}-{writer}-{i}");
        }))));

        var stored = Texts((await ReadAsync(nodes[0])).Publications).ToList();
        foreach (var node in nodes)
        {
            await HeardBy(node).Until(publications: each * nodes.Length);
            Assert.Equal(stored, Texts(HeardBy(node).Publications));
            Assert.False(HeardBy(node).Overlapped);
        }
    }

    [Fact]
    public async Task PubSub_KilledAgainAndAgain_LosesNothing()
    {
        var kills = TestTimeout.IsLongRun ? 300 : 12;
        var (publisher, reader) = (await NodeAsync(), await NodeAsync());
        await reader.Engine.ListenAsync(Room, None);

        for (var i = 1; i <= kills * 5; i++)
        {
            await AppendAsync(publisher, $"{i}");
            if (i % 5 == 0)
                await Server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }

        await HeardBy(reader).Until(publications: kills * 5);
        Assert.Equal(Enumerable.Range(1, kills * 5).Select(i => (long)i), HeardBy(reader).Offsets);
        Assert.Empty(HeardBy(reader).Resets);
        Assert.Contains(reader.Log.Warnings, line => line.Contains("pub/sub connection", StringComparison.Ordinal));
        await UntilReadyAsync(reader);
    }

    [Fact]
    public async Task Signal_OfOneNode_IsHeardByTheOtherBehindWhatItPublishedBefore()
    {
        var (sender, reader) = (await NodeAsync(), await NodeAsync());
        await reader.Engine.ListenAsync(Room, None);
        await sender.Engine.ListenAsync(Room, None);
        var signal = new Signal { Channel = Room, Type = "typing", Data = Payload.FromJson("true"), Publisher = new Publisher("u", null, "c"), Time = 7 };

        await AppendAsync(sender, "a");
        await sender.Engine.SignalAsync(signal, None);

        await HeardBy(reader).UntilSignals(1);
        await HeardBy(sender).UntilSignals(1);
        Assert.Equal(signal, Assert.Single(HeardBy(reader).Signals));
        Assert.Single(HeardBy(sender).Signals);
        Assert.IsType<Publication>(HeardBy(reader).Everything[0]);
    }

    [Fact]
    public async Task Listener_ThatWasAwayFromAMessage_HearsItFromTheLog()
    {
        var (publisher, reader) = (await NodeAsync(), await NodeAsync());
        await reader.Engine.ListenAsync(Room, None);
        // Stored and not published: as if the message had been lost on its way.
        await Server.CommandAsync("ACL", "SETUSER", "default", "resetchannels");
        await AppendUntilTakenAsync(publisher, "a", "once");
        await Server.CommandAsync("ACL", "SETUSER", "default", "allchannels");

        await AppendUntilTakenAsync(publisher, "b");

        await HeardBy(reader).Until(publications: 2);
        Assert.Equal(["a", "b"], Texts(HeardBy(reader).Publications));
    }

    [Fact]
    public async Task Unlisten_OfTheLastListener_LetsGoOfPubSubAfterAWhile()
    {
        var (lasting, brief) = (await NodeAsync(unlistenDelay: TimeSpan.FromMinutes(10)), await NodeAsync(unlistenDelay: TimeSpan.Zero));
        await lasting.Engine.ListenAsync(Room, None);
        Assert.Contains(Room.Value, await Server.CommandAsync("PUBSUB", "SHARDCHANNELS", Topic), StringComparison.Ordinal);

        await lasting.Engine.UnlistenAsync(Room, None);
        await brief.Engine.ListenAsync(ChannelName.Parse("chat:other"), None);
        await brief.Engine.UnlistenAsync(ChannelName.Parse("chat:other"), None);
        await TestTimeout.Until(async () => !(await Server.CommandAsync("PUBSUB", "SHARDCHANNELS", Topic)).Contains("chat:other", StringComparison.Ordinal));

        Assert.Contains(Room.Value, await Server.CommandAsync("PUBSUB", "SHARDCHANNELS", Topic), StringComparison.Ordinal);
        await brief.Engine.ListenAsync(ChannelName.Parse("chat:other"), None);
        Assert.Contains("chat:other", await Server.CommandAsync("PUBSUB", "SHARDCHANNELS", Topic), StringComparison.Ordinal);
    }
}
