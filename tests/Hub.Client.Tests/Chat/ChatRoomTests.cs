using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

/// <summary>A room over a real connection to a hub that follows a script.</summary>
public sealed class ChatRoomTests
{
    private const string Channel = "chat:tea";
    private Cursor cursor = new(ChannelName.Parse(Channel), 5, 2, 1);
    private long offset;

    [Fact]
    public async Task Open_Room_TellsTheServersCounts()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();

        Assert.Equal((5, 2, 1), (room.ReadUpTo, room.Unread, room.Mentions));
    }

    [Fact]
    public async Task Hear_PostedAndDeleted_RaisesAndLowersTheCounts()
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
    public async Task Hear_DeletionOfAMessageThatIsNotLoaded_AsksTheServer()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var counts = Watch(room);

        cursor = cursor with { Unread = 1, Mentions = 0 };
        await SayAsync(server, ChatTypes.Deleted, Message(7, version: 2) with { Deleted = true });

        await counts.FirstAsync(seen => seen == (1, 0));
    }

    [Fact]
    public async Task Return_AfterALostConnection_CountsAnew()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var counts = Watch(room);

        cursor = cursor with { Offset = 9, Unread = 4, Mentions = 3 };
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

        cursor = cursor with { Offset = 6, Unread = 1, Mentions = 0 };
        await room.MarkReadAsync().Within();

        Assert.Equal((6, 1, 0), (room.ReadUpTo, room.Unread, room.Mentions));
    }

    [Fact]
    public async Task LoadOlderAsync_EditIsHeardBeforeThePage_IsNotUndoneByIt()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        var heard = new TaskCompletionSource();
        room.Changed += (_, _) => heard.TrySetResult();
        server.Script.GetMessages = async (_, _) =>
        {
            await SayAsync(server, ChatTypes.Edited, Message(4, version: 2) with { Text = "edited" });
            await heard.Task.Within();
            return new MessagePage([Message(3), Message(4)], false);
        };

        await room.LoadOlderAsync().Within();

        Assert.Equal(["text", "edited", "text"], room.Messages.Select(entry => entry.Message.Text));
    }

    private Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(new HubScript
    {
        UserId = "ann",
        ReadCursors = (_, _) => Task.FromResult(new ReadCursorsResult([cursor])),
        GetMessages = (_, _) => Task.FromResult(new MessagePage([Message(6) with { Author = new ChatUser("ann") }], true)),
    });

    private Task SayAsync(ScriptedServer server, string type, Message message) => server.Script.Connected.Items[^1].Caller.Publication(new Publication
    {
        Channel = ChannelName.Parse(Channel),
        Offset = ++offset,
        Type = type,
        Data = Payload.From(message, HubJson.Default.Message),
        Time = 0,
    });

    private static Seen<(int Unread, int Mentions)> Watch(ChatRoom room)
    {
        var counts = new Seen<(int, int)>();
        room.Changed += (_, _) => counts.Add((room.Unread, room.Mentions));
        return counts;
    }

    private static Message Message(long id, int version = 1, string[]? mentions = null) => new()
    {
        MessageId = id,
        Room = "tea",
        Author = new ChatUser("bob"),
        Text = "text",
        Time = id,
        Mentions = mentions ?? [],
        Reactions = [],
        Version = version,
    };
}
