using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Redis;

/// <summary>Whatever is wrong with Redis is named in health and log, and over when it is over.</summary>
public sealed class RedisFaultTests : RedisNodes
{
    [Fact]
    public async Task Redis_Away_RefusesAppendsAndDeliversSignalsOnThisNode()
    {
        var node = await NodeAsync();
        await node.Engine.ListenAsync(Room, None);
        var first = await AppendAsync(node, "a");
        await Server.KillAsync();
        await UntilDegradedAsync(node, "no connection");

        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(node, "b"));
        await node.Engine.SignalAsync(new Signal { Channel = Room, Type = "typing", Data = default, Time = 1 }, None);
        await HeardBy(node).UntilSignals(1);

        await Server.RestartAsync();
        await UntilReadyAsync(node);
        var next = await AppendUntilTakenAsync(node, "c");
        Assert.Equal(first.Head.At(2), next.Head);
        await HeardBy(node).Until(publications: 2);
        Assert.Equal([1, 2], HeardBy(node).Offsets);
        Assert.Empty(HeardBy(node).Resets);
    }

    [Fact]
    public async Task Append_WhoseAnswerIsLost_IsRefusedAsUnknownAndItsRepeatStoresItOnce()
    {
        var node = await NodeAsync(answerTimeLimit: TimeSpan.FromSeconds(3));
        await node.Engine.ListenAsync(Room, None);
        await AppendUntilTakenAsync(node, "a", "key-a");
        Server.Send(ProcessSignal.Stop);

        var unknown = await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(node, "b", "key-b"));
        await UntilDegradedAsync(node, "does not answer");
        var refused = await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(node, "c", "key-c"));
        Server.Send(ProcessSignal.Continue);

        Assert.True(unknown.MayBeStored);
        Assert.False(refused.MayBeStored);
        await UntilReadyAsync(node);
        await AppendUntilTakenAsync(node, "b", "key-b");
        await HeardBy(node).Until(publications: 2);
        Assert.Equal(["a", "b"], Texts((await ReadAsync(node)).Publications));
        Assert.Equal(["a", "b"], Texts(HeardBy(node).Publications));
    }

    [Fact]
    public async Task Password_Refused_IsNamedUntilItIsTaken()
    {
        var node = await NodeAsync();
        await Server.CommandAsync("CONFIG", "SET", "requirepass", "s3cret");
        await Server.CommandAsync("-a", "s3cret", "CLIENT", "KILL", "TYPE", "normal");

        await UntilDegradedAsync(node, "password");

        await Server.CommandAsync("-a", "s3cret", "CONFIG", "SET", "requirepass", "");
        await UntilReadyAsync(node);
        await AppendUntilTakenAsync(node, "a");
    }

    [Fact]
    public async Task Replica_ThatTakesNoWrites_IsNamedUntilItIsThePrimaryAgain()
    {
        var node = await NodeAsync();
        await AppendAsync(node, "a");
        await Server.CommandAsync("REPLICAOF", "127.0.0.1", "1");

        await UntilDegradedAsync(node, "read-only replica");
        await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(node, "b"));

        await Server.CommandAsync("REPLICAOF", "NO", "ONE");
        await UntilReadyAsync(node);
        Assert.Equal(2, (await AppendUntilTakenAsync(node, "c")).Head.Offset);
    }

    [Fact]
    public async Task Memory_UsedUp_RefusesAppendsAndReadsGoOn()
    {
        var node = await NodeAsync();
        await AppendAsync(node, "a");
        await Server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        var refused = await Assert.ThrowsAsync<EngineUnavailableException>(() => AppendAsync(node, "b"));
        await UntilDegradedAsync(node, "out of memory");
        Assert.False(refused.MayBeStored);
        Assert.Equal(["a"], Texts((await ReadAsync(node)).Publications));

        await Server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await UntilReadyAsync(node);
        Assert.Equal(2, (await AppendUntilTakenAsync(node, "c")).Head.Offset);
    }

    [Fact]
    public async Task Redis_StillLoading_IsNamedUntilItHasLoaded()
    {
        var node = await NodeAsync();
        await AppendAsync(node, "a");
        await Server.CommandAsync("SAVE");
        await Server.StopAsync();
        // A tenth of a second for each key of some hundred.
        await Server.LaunchAsync("--appendonly", "no", "--key-load-delay", "100000", "--loading-process-events-interval-bytes", "1024");

        await UntilDegradedAsync(node, "loading");

        await UntilReadyAsync(node);
        Assert.Equal(2, (await AppendUntilTakenAsync(node, "b")).Head.Offset);
    }

    [Fact]
    public async Task EvictionPolicy_ThatDropsKeys_IsWarnedOf()
    {
        await Server.CommandAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        var node = await NodeAsync();

        Assert.Contains(node.Log.Warnings, line => line.Contains("allkeys-lru", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Network_CutAgainAndAgain_LosesAndDoublesNothing()
    {
        const int count = 60;
        await using var proxy = CuttingProxy.Start(Server.Address);
        var publisher = await NodeAsync(configuration: $"127.0.0.1:{proxy.Address.Port}");
        var reader = await NodeAsync();
        await reader.Engine.ListenAsync(Room, None);
        await publisher.Engine.ListenAsync(Room, None);

        proxy.CutAtRandom(new Random(14), count: 15, minBytes: 20_000, maxBytes: 40_000);
        for (var i = 1; i <= count; i++)
        {
            var append = AppendUntilTakenAsync(publisher, $"{i}", $"key-{i}");
            if (i % 6 == 0)
                proxy.CutAll();
            await append;
        }

        var expected = Enumerable.Range(1, count).Select(i => $"{i}");
        await HeardBy(reader).Until(publications: count);
        await HeardBy(publisher).Until(publications: count);
        Assert.True(proxy.Cuts > 0);
        Assert.Equal(expected, Texts((await ReadAsync(reader)).Publications));
        Assert.Equal(expected, Texts(HeardBy(reader).Publications));
        Assert.Equal(expected, Texts(HeardBy(publisher).Publications));
    }
}
