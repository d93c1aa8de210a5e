using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

public sealed class UnreadCountTests : ScriptedRoomTests
{
    [Fact]
    public async Task Open_Room_HasTheServersCounts()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();

        Assert.Equal((5, 2, 1), (room.ReadUpTo, room.Unread, room.Mentions));
    }

    [Fact]
    public async Task Receive_PostedAndDeleted_RaisesAndLowersTheCounts()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var counts = Watch(room);

        await SayAsync(server, ChatTypes.Posted, Message(8, mentions: ["ann"]));
        await counts.FirstAsync(seen => seen == (3, 2));
        await SayAsync(server, ChatTypes.Posted, Message(9) with { Author = new ChatUser("ann") });
        await SayAsync(server, ChatTypes.Deleted, Message(8, version: 2) with { Deleted = true });
        await counts.FirstAsync(seen => seen == (2, 1));
        Assert.Equal((2, 1), (room.Unread, room.Mentions));
    }

    [Fact]
    public async Task Receive_DeletionOfAMessageThatIsNotLoaded_AsksTheServer()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var counts = Watch(room);

        Cursor = Cursor with { Unread = 1, Mentions = 0 };
        await SayAsync(server, ChatTypes.Deleted, Message(7, version: 2) with { Deleted = true });

        await counts.FirstAsync(seen => seen == (1, 0));
    }

    [Fact]
    public async Task Return_AfterALostConnection_CountsAgain()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var counts = Watch(room);

        Cursor = Cursor with { Offset = 9, Unread = 4, Mentions = 3 };
        server.Script.Connected.Items[0].Cut();

        await counts.FirstAsync(seen => seen == (4, 3));
        Assert.Equal(9, room.ReadUpTo);
    }

    [Fact]
    public async Task MarkReadAsync_SomeStayUnread_AsksHowManyOfThemNameTheUser()
    {
        await using var server = await StartAsync();
        server.Script.MarkRead = (_, request) => Task.FromResult(new MarkReadResult(request.Offset, 1));
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();

        Cursor = Cursor with { Offset = 6, Unread = 1, Mentions = 0 };
        await room.MarkReadAsync().Within();

        Assert.Equal((6, 1, 0), (room.ReadUpTo, room.Unread, room.Mentions));
    }

    [Fact]
    public async Task Receive_ManyDeletionsOfMessagesThatAreNotLoaded_ReadTheCountFewTimes()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var counts = Watch(room);
        var before = server.Script.CallsOf<ReadCursorsRequest>().Count;
        for (var id = 20; id < 120; id++)
            await SayAsync(server, ChatTypes.Deleted, Message(id, version: 2) with { Deleted = true });
        Cursor = Cursor with { Unread = 77 };
        await SayAsync(server, ChatTypes.Deleted, Message(121, version: 2) with { Deleted = true });
        await counts.FirstAsync(seen => seen.Unread == 77);
        Assert.InRange(server.Script.CallsOf<ReadCursorsRequest>().Count - before, 1, 5);
    }
}
