using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Chat;

public sealed class RoomMessagesTests : ScriptedRoomTests
{
    [Fact]
    public async Task ShowAroundAsync_OldMessage_ShowsItsPlaceUntilItMeetsTheNewest()
    {
        await using var server = await StartAsync();
        server.Script.GetMessages = (_, request) => Task.FromResult(request switch
        {
            { Around: 3 } => new MessagePage([Message(2), Message(3)], true),
            { After: 3 } => new MessagePage([Message(4), Message(5)], true),
            { After: 5 } => new MessagePage([Message(6), Message(9)], false),
            { Before: 2 } => new MessagePage([Message(1)], false),
            _ => new MessagePage([Message(9)], true),
        });
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();

        await room.ShowAroundAsync(3).Within();
        Assert.Equal((true, true), (room.HasOlder, room.HasNewer));
        Assert.Equal([2, 3], Ids(room));
        Assert.True(await room.LoadNewerAsync().Within());
        Assert.False(await room.LoadOlderAsync().Within());
        Assert.Equal([1, 2, 3, 4, 5], Ids(room));
        Assert.False(await room.LoadNewerAsync().Within());
        Assert.Equal([1, 2, 3, 4, 5, 6, 9], Ids(room));
        Assert.False(room.HasNewer);
    }

    [Fact]
    public async Task ShowNewest_AfterShowAround_ShowsTheNewestAgain()
    {
        await using var server = await StartAsync();
        server.Script.GetMessages = (_, request) => Task.FromResult(request.Around is null ? new MessagePage([Message(9)], true) : new MessagePage([Message(3)], true));
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        await room.ShowAroundAsync(3).Within();
        await SayAsync(server, ChatTypes.Edited, Message(3, version: 2) with { Text = "edited" });
        await ChangedAsync(room, () => room.Messages[0].Message.Text == "edited");
        room.ShowNewest();
        Assert.Equal([9], Ids(room));
    }

    [Fact]
    public async Task RestartAsync_PostedAfterThePageWasReadButReceivedBeforeIt_IsKept()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        var gate = new Lock();
        var messages = new RoomMessages(client.Hub, "tea", gate);
        server.Script.GetMessages = (_, _) =>
        {
            lock (gate)
            {
                messages.Receive(Message(4), posted: true);
                messages.Receive(Message(4, version: 2), posted: false);
                messages.Receive(Message(1, version: 2), posted: false);
            }

            return Task.FromResult(new MessagePage([Message(2), Message(3)], true));
        };

        // The first page and each one after a gap are taken in the same way.
        for (var restart = 0; restart < 2; restart++)
        {
            await messages.RestartAsync(CancellationToken.None).Within();
            Assert.Equal([(2, 1), (3, 1), (4, 2)], messages.Newest.Entries.Select(entry => ((int)entry.Message.MessageId, entry.Message.Version)));
        }
    }

    [Fact]
    public async Task LoadOlderAsync_EditArrivesBeforeThePage_IsNotUndoneByIt()
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
}
