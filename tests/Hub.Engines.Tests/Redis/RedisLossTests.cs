using RealtimeHub.Server.Engines;

namespace RealtimeHub.Engines.Tests.Redis;

/// <summary>Redis comes back with all, some or none of what it had: the epoch tells.</summary>
public sealed class RedisLossTests : RedisNodes
{
    // Only what SAVE wrote outlives a kill.
    private protected override string[] Settings => ["--appendonly", "no"];

    [Fact]
    public async Task Redis_BackWithNothing_GivesANewEpochAndTellsListeners()
    {
        var node = await NodeAsync();
        await node.Engine.ListenAsync(Room, None);
        var before = (await AppendAsync(node, "a")).Head;
        await Server.KillAsync();
        Server.RemoveData();
        await Server.RestartAsync(Settings);

        await HeardBy(node).UntilResets(1);
        await UntilReadyAsync(node);
        var after = (await AppendUntilTakenAsync(node, "b")).Head;

        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal(1, after.Offset);
        Assert.Equal(after.At(0), Assert.Single(HeardBy(node).Resets));
        await HeardBy(node).Until(publications: 2);
        Assert.Equal(["a", "b"], Texts(HeardBy(node).Publications));
    }

    [Fact]
    public async Task Redis_BackOlderThanWhatWasShown_GivesANewEpochAndTellsListeners()
    {
        var node = await NodeAsync();
        await node.Engine.ListenAsync(Room, None);
        await AppendAsync(node, "a");
        await Server.CommandAsync("SAVE");
        var before = (await AppendAsync(node, "b")).Head;
        await HeardBy(node).Until(publications: 2);
        await Server.KillAsync();
        await Server.RestartAsync(Settings);

        await HeardBy(node).UntilResets(1);
        var after = (await AppendUntilTakenAsync(node, "other b")).Head;

        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal(2, after.Offset);
        Assert.Equal(after.At(1), Assert.Single(HeardBy(node).Resets));
        Assert.Equal(["a", "other b"], Texts((await ReadAsync(node)).Publications));
    }

    [Fact]
    public async Task Redis_BackOlder_TakesNoAppendInTheOldEpoch()
    {
        for (var round = 0; round < 3; round++)
        {
            var node = await NodeAsync();
            await AppendUntilTakenAsync(node, "a");
            await Server.CommandAsync("SAVE");
            var before = (await AppendUntilTakenAsync(node, "b")).Head;
            await Server.KillAsync();
            var appending = AppendUntilTakenAsync(node, "c");
            await Server.RestartAsync(Settings);

            Assert.NotEqual(before.Epoch, (await appending).Head.Epoch);
        }
    }

    [Fact]
    public async Task Redis_StoppedInGoodOrder_KeepsTheEpochAndDisturbsNobody()
    {
        var node = await NodeAsync();
        await node.Engine.ListenAsync(Room, None);
        var before = (await AppendAsync(node, "a")).Head;
        await Server.CommandAsync("SAVE");
        await Server.StopAsync();
        await Server.RestartAsync(Settings);

        var after = (await AppendUntilTakenAsync(node, "b")).Head;

        Assert.Equal(before.At(2), after);
        await HeardBy(node).Until(publications: 2);
        Assert.Empty(HeardBy(node).Resets);
    }

    [Fact]
    public async Task Node_ThatVanishedWithRedis_LeavesANewEpochToTheNext()
    {
        var vanished = await NodeAsync();
        await AppendAsync(vanished, "a");
        await Server.CommandAsync("SAVE");
        var before = (await AppendAsync(vanished, "b")).Head;
        await Server.KillAsync();
        await vanished.DisposeAsync();
        await Server.RestartAsync(Settings);

        var next = await NodeAsync();

        Assert.NotEqual(before.Epoch, (await ReadAsync(next)).Epoch);
    }

    [Fact]
    public async Task Nodes_ThatLeftInGoodOrderBeforeRedisDid_LeaveTheEpochToTheNext()
    {
        var left = await NodeAsync();
        var before = (await AppendAsync(left, "a")).Head;
        await left.DisposeAsync();
        await Server.CommandAsync("SAVE");
        await Server.StopAsync();
        await Server.RestartAsync(Settings);

        var next = await NodeAsync();

        Assert.Equal(before, (await ReadAsync(next)).Position);
    }

    [Fact]
    public async Task AllKeys_RemovedWhileItRuns_GiveANewEpochAndTellListeners()
    {
        var node = await NodeAsync();
        await node.Engine.ListenAsync(Room, None);
        var before = (await AppendAsync(node, "a")).Head;

        await Server.CommandAsync("FLUSHALL");
        var after = (await AppendUntilTakenAsync(node, "b")).Head;

        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal(1, after.Offset);
        await HeardBy(node).UntilResets(1);
    }
}
