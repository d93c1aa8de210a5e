using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

/// <summary>Two users with two devices each, over real connections, and a restart of the server in the middle of each story.</summary>
public sealed class ChatStoryTests
{
    public static TheoryData<HubEncoding> Encodings() => [HubEncoding.Json, HubEncoding.MessagePack];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Talk_TwoUsersOnTwoDevices_AllShowTheSame(HubEncoding encoding)
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        await using var adaPhone = await new ChatClient(server.Device("ada", encoding)).OpenRoomAsync(name).Within();
        await using var adaLaptop = await new ChatClient(server.Device("ada", HubEncoding.Json)).OpenRoomAsync(name).Within();
        await using var bobPhone = await new ChatClient(server.Device("bob", encoding)).OpenRoomAsync(name).Within();
        await using var bobLaptop = await new ChatClient(server.Device("bob", HubEncoding.MessagePack)).OpenRoomAsync(name).Within();
        ChatRoom[] all = [adaPhone, adaLaptop, bobPhone, bobLaptop];

        var hello = await adaPhone.PostAsync("hello @Bob").Within();
        var reply = await bobPhone.PostAsync("hi!", hello.MessageId).Within();
        await bobLaptop.ReactAsync(hello.MessageId, "👍").Within();
        await server.RestartAsync();
        await adaLaptop.EditAsync(hello.MessageId, "good morning").Within();
        var gone = await bobPhone.PostAsync("oops").Within();
        await bobLaptop.DeleteAsync(gone.MessageId).Within();

        foreach (var room in all)
        {
            await room.UntilAsync(shown => shown.Texts().SequenceEqual(["good morning", "hi!", ""]) && shown.Messages[1].Message.ReplyTo?.Excerpt == "good morning");
            var first = room.Messages[0].Message;
            Assert.Equal(hello.MessageId, first.MessageId);
            Assert.Equal("bob", Assert.Single(first.Reactions).UserIds[0]);
            Assert.Equal(new ChatUser("ada", "Ada"), first.Author);
            Assert.Equal(reply.MessageId, room.Messages[1].Message.MessageId);
            Assert.True(room.Messages[2].Message.Deleted);
            Assert.All(room.Messages, entry => Assert.Equal(SendState.Sent, entry.State));
        }
    }

    [Fact]
    public async Task Unread_OneDeviceReads_TheOtherRoomShowsNone()
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        await using var ada = await new ChatClient(server.Device("ada")).OpenRoomAsync(name).Within();
        await using var phone = await new ChatClient(server.Device("bob")).OpenRoomAsync(name).Within();
        await using var laptop = await new ChatClient(server.Device("bob")).OpenRoomAsync(name).Within();
        var posted = await ada.PostAsync("one").Within();
        await phone.UntilAsync(shown => shown.Unread == 1);
        await laptop.UntilAsync(shown => shown.Unread == 1);

        await server.RestartAsync();
        await phone.MarkReadAsync().Within();

        await laptop.UntilAsync(shown => shown.Unread == 0 && shown.ReadUpTo == posted.MessageId);
        Assert.Equal(0, phone.Unread);
    }

    [Fact]
    public async Task ReadPosition_OneDeviceReads_TheOtherFollows()
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        await using var ada = await new ChatClient(server.Device("ada")).OpenRoomAsync(name).Within();
        var phone = server.Device("bob");
        var laptop = server.Device("bob");
        var moved = new Recorder<Publication>();
        await using var cursors = await laptop.SubscribeAsync("sys:cursors/bob", new SubscriptionOptions
        {
            OnPublication = (publication, _) =>
            {
                moved.Add(publication);
                return ValueTask.CompletedTask;
            },
        }).Within();
        await using var room = await new ChatClient(phone).OpenRoomAsync(name).Within();

        await ada.PostAsync("one").Within();
        await ada.PostAsync("two @bob").Within();
        await room.UntilAsync(shown => shown.Unread == 2);
        Assert.Equal(1, (await laptop.ReadCursorsAsync().Within()).Cursors.Single().Mentions);
        await room.MarkReadAsync().Within();

        Assert.Equal("chat:" + name, (await moved.FirstAsync(publication => publication.Key == "chat:" + name)).Key);
        Assert.Equal(0, (await laptop.ReadCursorsAsync().Within()).Cursors.Single().Unread);
        await server.RestartAsync();
        Assert.Equal(0, (await laptop.ReadCursorsAsync().Within()).Cursors.Single().Unread);
        await ada.PostAsync("three").Within();
        Assert.Equal(1, (await phone.ReadCursorsAsync().Within()).Cursors.Single().Unread);
    }

    [Fact]
    public async Task Kick_UserOnTwoDevices_BothAreOutAndTheConnectionsGoOn()
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        HubClient[] devices = [server.Device("bob"), server.Device("bob", HubEncoding.MessagePack)];
        var ends = new Recorder<Exception?>();
        foreach (var device in devices)
        {
            var room = await new ChatClient(device).OpenRoomAsync(name).Within();
            room.Ended += (_, change) => ends.Add(change.Error);
        }

        await new ChatClient(server.Device("ada")).BanAsync(name, "bob").Within();

        Assert.All(await ends.CountAsync(2), end => Assert.Equal("banned", Assert.IsType<SubscriptionEndedException>(end).Code));
        foreach (var device in devices)
        {
            var refused = await Assert.ThrowsAsync<HubCallException>(() => new ChatClient(device).JoinRoomAsync(name).Within());
            Assert.Equal(ErrorCode.PermissionDenied, refused.Code);
        }

        await server.RestartAsync();
        await Assert.ThrowsAsync<HubCallException>(() => new ChatClient(devices[0]).OpenRoomAsync(name).Within());
    }

    [Fact]
    public async Task Notices_AbsentUser_WaitAlsoOverARestart()
    {
        await using var server = await ChatServer.StartAsync();
        var ada = new ChatClient(server.Device("ada"));
        await using (var visit = server.Device("bob"))
            await new ChatClient(visit).ListRoomsAsync().Within();
        await ada.CreateRoomAsync(new CreateRoomRequest("secret-plan", "Plan", RoomVisibility.Private)).Within();
        await ada.InviteMemberAsync("secret-plan", "bob").Within();
        await server.RestartAsync();

        var bob = server.Device("bob");
        await using var notices = await bob.SubscribeAsync("user:bob", new SubscriptionOptions { Last = 10 }).Within();
        var notice = Assert.Single(await notices.TakeAsync(1).Within());
        Assert.Equal(ChatTypes.Invite, notice.Type);
        Assert.Equal("secret-plan", notice.DataAs(HubJson.Default.InviteNotice)!.Room);
        Assert.Equal(RoomRole.Member, (await new ChatClient(bob).JoinRoomAsync("secret-plan").Within()).Role);
    }

    [Fact]
    public async Task Typing_TwoUsers_IsShownAndEndsWithTheMessage()
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        await using var ada = await new ChatClient(server.Device("ada")).OpenRoomAsync(name).Within();
        await using var bob = await new ChatClient(server.Device("bob")).OpenRoomAsync(name).Within();

        await ada.SetTypingAsync(true).Within();
        await bob.UntilAsync(shown => shown.Typing.Count == 1 && shown.Typing[0].Name == "Ada");
        Assert.Empty(ada.Typing);
        await ada.PostAsync("here it is").Within();
        await bob.UntilAsync(shown => shown.Typing.Count == 0 && shown.Messages.Count == 1);

        // And by itself, when nothing more is said. A restart forgets who writes and nothing else.
        await server.RestartAsync();

        // Nobody keeps a signal for bob: first he must be back.
        await ada.PostAsync("back again").Within();
        await bob.UntilAsync(shown => shown.Messages.Count == 2);
        await ada.SetTypingAsync(true).Within();
        await bob.UntilAsync(shown => shown.Typing.Count == 1);
        await bob.UntilAsync(shown => shown.Typing.Count == 0);
    }

    [Fact]
    public async Task PostAsync_Refused_StaysAsFailedAndCanBeSentAgain()
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        var ada = new ChatClient(server.Device("ada"));
        await using var bob = await new ChatClient(server.Device("bob")).OpenRoomAsync(name).Within();
        await ada.MuteAsync(name, "bob", TimeProvider.System.GetUtcNow().AddHours(1)).Within();

        await Assert.ThrowsAsync<HubCallException>(() => bob.PostAsync("let me speak").Within());
        var failed = Assert.Single(bob.Messages);
        Assert.Equal(SendState.Failed, failed.State);
        Assert.Equal("let me speak", failed.Message.Text);
        await server.RestartAsync();
        await ada.MuteAsync(name, "bob", DateTimeOffset.UnixEpoch).Within();
        await bob.RetryAsync(failed).Within();

        Assert.Equal(SendState.Sent, Assert.Single(bob.Messages).State);
    }

    [Fact]
    public async Task LoadOlderAsync_LongRoom_WalksToTheBeginningWithoutHoles()
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob");
        await using (var ada = await new ChatClient(server.Device("ada")).OpenRoomAsync(name).Within())
        {
            for (var i = 0; i < 90; i++)
                await ada.PostAsync($"message {i}").Within();
        }

        await using var bob = await new ChatClient(server.Device("bob")).OpenRoomAsync(name).Within();
        Assert.Equal((50, true), (bob.Messages.Count, bob.HasOlder));
        Assert.True(await bob.LoadOlderAsync(25).Within());
        await server.RestartAsync();
        Assert.False(await bob.LoadOlderAsync(25).Within());

        Assert.Equal(Enumerable.Range(0, 90).Select(i => $"message {i}"), bob.Texts());
    }
}
