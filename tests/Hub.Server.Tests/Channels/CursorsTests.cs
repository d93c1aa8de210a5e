using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

public sealed class CursorsTests : HubTest
{
    private const string Topic = "topic:x";

    [Fact]
    public async Task Mark_EarlierOffset_LeavesThePositionAndCountsFromIt()
    {
        var ada = await AdaAsync(published: 5);

        Assert.Equal(new MarkReadResult(3, 2), await MarkAsync(ada, 3));
        Assert.Equal(new MarkReadResult(3, 2), await MarkAsync(ada, 1));
        Assert.Equal(new MarkReadResult(5, 0), await MarkAsync(ada, 99));
    }

    [Fact]
    public async Task Mark_ChannelWithoutPublications_KeepsNothing()
    {
        var ada = await AdaAsync(published: 0);

        Assert.Equal(new MarkReadResult(0, 0), await MarkAsync(ada, 7));
        Assert.Empty((await ada.Call(hub => hub.ReadCursors(new ReadCursorsRequest()))).Cursors);
    }

    [Fact]
    public async Task Mark_ManyTimesWithinASecond_IsWrittenOnceWithTheNewestPosition()
    {
        var ada = await AdaAsync(published: 9);
        for (var offset = 1; offset <= 9; offset++)
            await MarkAsync(ada, offset);
        Assert.Equal(0, (await StoredAsync("ada")).Head);

        Time.Advance(TimeSpan.FromSeconds(1));
        await TestTimeout.Until(async () => (await StoredAsync("ada")).Head > 0, what: "the write");

        var stored = await StoredAsync("ada");
        Assert.Equal((1, Topic), (stored.Head, Assert.Single(stored.Entries).Key));
        Assert.Equal("""{"offset":9}""", System.Text.Encoding.UTF8.GetString(stored.Entries[0].Data.Bytes.Span));
    }

    [Fact]
    public async Task Read_NamedChannels_ComesInTheirOrderAndUnmarkedOnesFromZero()
    {
        var ada = await AdaAsync(published: 2);
        await MarkAsync(ada, 1);

        var result = await ada.Call(hub => hub.ReadCursors(new ReadCursorsRequest(["topic:other", Topic])));

        Assert.Equal([new Cursor(ChannelName.Parse("topic:other"), 0, 0), new Cursor(ChannelName.Parse(Topic), 1, 1)], result.Cursors);
    }

    [Fact]
    public async Task Mark_WithoutAUserOrARight_IsRefused()
    {
        var anonymous = await ConnectAsync();
        Assert.StartsWith("unauthorized: ", await anonymous.Refused(hub => hub.MarkRead(new MarkReadRequest(Topic, 1))), StringComparison.Ordinal);
        var ada = await ConnectAsync("ada");
        Assert.StartsWith("permission_denied: ", await ada.Refused(hub => hub.MarkRead(new MarkReadRequest("user:grace", 1))), StringComparison.Ordinal);
    }

    private static Task<MarkReadResult> MarkAsync(HubCaller caller, long offset) => caller.Call(hub => hub.MarkRead(new MarkReadRequest(Topic, offset)));

    private Task<KeyPage> StoredAsync(string user) =>
        Get<IEngine>().ReadStateAsync(Cursors.ChannelOf(user), new StateQuery { Limit = 10 }, default).Within();

    private async Task<HubCaller> AdaAsync(int published)
    {
        for (; published > 0; published--)
            await Get<IChannels>().PublishAsync(ChannelName.Parse(Topic), "t", Payload.From(1)).AsTask().Within();
        return await ConnectAsync("ada");
    }
}
