using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rooms;

/// <summary>The lists of rooms as channels that clients subscribe to.</summary>
public class RoomListingTests
{
    [Fact]
    public async Task Listing_PublicRoomMadeChangedAndDeleted_IsPublishedEachTime()
    {
        await using var rig = await ChatRig.StartAsync();
        var subscribed = await rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "sys:rooms" });
        await rig.RoomAsync([]);
        await rig.RoomAsync([], RoomVisibility.Private, "secret");
        await rig.Hub("ada").UpdateRoom(new UpdateRoomRequest("kitchen", Title: "Cooking"));

        var changed = Assert.Single(await ChangesAsync(rig, "sys:rooms", subscribed.Position));
        await rig.Hub("ada").DeleteRoom(new DeleteRoomRequest("kitchen"));
        var deleted = Assert.Single(await ChangesAsync(rig, "sys:rooms", subscribed.Position));

        Assert.Equal(("kitchen", "Cooking"), (changed.Key, changed.Data.Read(HubJson.Default.Room)!.Title));
        Assert.Null(changed.Publisher);
        Assert.Equal(("kitchen", true), (deleted.Key, deleted.Removed == true));
    }

    [Fact]
    public async Task OwnRooms_JoinedAndLeft_ArePublishedToTheirUserOnly()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        var subscribed = await rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "sys:rooms/bob" });
        await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room));

        var joined = Assert.Single(await ChangesAsync(rig, "sys:rooms/bob", subscribed.Position));
        await rig.Hub("bob").LeaveRoom(new LeaveRoomRequest(room));
        var left = Assert.Single(await ChangesAsync(rig, "sys:rooms/bob", subscribed.Position));

        Assert.Equal((room, ChatTypes.Membership), (joined.Key, joined.Type));
        Assert.Equal(rig.Time.GetUtcNow().ToUnixTimeMilliseconds(), joined.Data.Read(HubJson.Default.RoomMembership)!.JoinedTime);
        Assert.Equal((room, true), (left.Key, left.Removed == true));
        await rig.Hub("eve").Subscribe(new SubscribeRequest { Channel = "sys:rooms/bob" }).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub(null, "c-anonymous").Subscribe(new SubscribeRequest { Channel = "sys:rooms" }).RefusedAsync(ErrorCode.PermissionDenied);
    }

    private static async Task<IReadOnlyList<Publication>> ChangesAsync(ChatRig rig, string channel, Position since) =>
        (await rig.Engine.ReadStateAsync(ChannelName.Parse(channel), new StateQuery { ChangedAfter = since.Offset, Limit = 100 }, default)).Entries;
}
