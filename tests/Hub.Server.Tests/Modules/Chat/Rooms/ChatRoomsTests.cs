using System.Text;
using NSubstitute;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rooms;

public class ChatRoomsTests
{
    [Fact]
    public async Task CreateRoom_NameOfAPublicAPrivateOrADeletedRoom_IsAConflict()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.RoomAsync([], room: "open");
        await rig.RoomAsync([], RoomVisibility.Private, "secret");
        await rig.RoomAsync([], room: "gone");
        await rig.Hub("ada").DeleteRoom(new DeleteRoomRequest("gone"));

        foreach (var room in (string[])["open", "secret", "gone"])
            await rig.Hub("bob").CreateRoom(new CreateRoomRequest(room, "Mine", RoomVisibility.Public)).RefusedAsync(ErrorCode.Conflict);
    }

    [Fact]
    public async Task DeleteRoom_Members_AreOutAtOnceAndOneLearnsWhy()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "chat:" + room });

        await rig.Hub("bob").DeleteRoom(new DeleteRoomRequest(room)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").DeleteRoom(new DeleteRoomRequest(room));

        await TestTimeout.Until(() => rig.ClientOf("c-bob").ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
        await rig.ClientOf("c-bob").Received(1).Unsubscribed(Arg.Is<Unsubscribed>(end => end.Code == "deleted" && !end.Resubscribe));
        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "still here?")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "chat:" + room }).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").ReadHistory(new ReadHistoryRequest("chat:" + room)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").JoinRoom(new JoinRoomRequest(room)).RefusedAsync(ErrorCode.PermissionDenied);
        Assert.Empty((await rig.Hub("ada").ListRooms(new ListRoomsRequest())).Rooms);
        Assert.True((await rig.LogAsync("chat:" + room))[^1] is { Type: ChatTypes.Room, Removed: true });
    }

    [Fact]
    public async Task EmptyAll_DeletedRoom_NothingOfItIsLeft()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "the secret text"));
        await rig.Hub("ada").Ban(new BanRequest(room, "eve"));
        await rig.RoomAsync(["bob"], room: "other");
        await rig.Hub("ada").DeleteRoom(new DeleteRoomRequest(room));

        // As after a restart: what is to be emptied is in the engine.
        await using var next = rig.Restarted();
        await next.Get<RoomDeletions>().EmptyAllAsync(default);

        foreach (var channel in (string[])["chat:" + room, "sys:chat/" + room, "sys:chat-deletions"])
            Assert.Empty((await rig.Engine.ReadStateAsync(ChannelName.Parse(channel), new StateQuery { Limit = 100 }, default)).Entries);
        Assert.DoesNotContain(await rig.LogAsync("chat:" + room), publication => Encoding.UTF8.GetString(publication.Data.Bytes.Span).Contains("secret", StringComparison.Ordinal));
        Assert.Equal(["other"], (await next.Hub("bob").ListRooms(new ListRoomsRequest())).Rooms.Select(found => found.Name));
        Assert.Equal(["other"], (await rig.Engine.ReadStateAsync(ChannelName.Parse("sys:rooms/bob"), new StateQuery { Limit = 100 }, default)).Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task EmptyAll_RoomThatWasNotDeletedAfterAll_StaysAsItIs()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        await rig.Get<RoomDeletions>().NoteAsync(room, default);

        await rig.Get<RoomDeletions>().EmptyAllAsync(default);

        Assert.Single((await rig.Hub("ada").GetRoom(new GetRoomRequest(room))).Members);
    }

    [Fact]
    public async Task OpenDirect_UnknownUser_IsRefused()
    {
        await using var rig = await ChatRig.StartAsync();

        Assert.Contains("not a user of this server", (await rig.Hub("ada").OpenDirect(new OpenDirectRequest("nobody")).RefusedAsync()).Text, StringComparison.Ordinal);
    }
}
