using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Search;

public class RoomIndexesTests
{
    [Fact]
    public async Task Use_MoreRoomsThanTheLimit_LetsTheLongestUnusedGo()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Chat:IndexedRooms", "2"));
        var indexes = rig.Get<RoomIndexes>();
        foreach (var room in (string[])["a", "b", "c"])
        {
            await rig.RoomAsync([], room: room);
            await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "hello"));
        }

        Assert.Equal(0, indexes.Count);
        foreach (var room in (string[])["a", "b", "c"])
            Assert.Single((await rig.Hub("ada").SearchMessages(new SearchMessagesRequest(room, "hello"))).Messages);
        Assert.Equal(2, indexes.Count);
    }

    [Fact]
    public async Task Use_MoreCharactersThanTheLimit_HoldsTheRoomInUse()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Chat:IndexedCharacters", "10"));
        foreach (var room in (string[])["a", "b"])
        {
            await rig.RoomAsync([], room: room);
            await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "far more than ten characters"));
            Assert.Single((await rig.Hub("ada").SearchMessages(new SearchMessagesRequest(room, "characters"))).Messages);
        }

        Assert.Equal(1, rig.Get<RoomIndexes>().Count);
    }

    [Fact]
    public async Task OfMembers_LeftAndBack_IsAsItIsNow()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob", "cid"]);
        Assert.Equal(["ada", "bob", "cid"], await MembersAsync(rig, room));

        await rig.Hub("bob").LeaveRoom(new LeaveRoomRequest(room));
        Assert.Equal(["ada", "cid"], await MembersAsync(rig, room));
        await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room));
        Assert.Equal(["ada", "cid", "bob"], await MembersAsync(rig, room));
    }

    private static async Task<string[]> MembersAsync(ChatRig rig, string room) =>
        await rig.Get<RoomIndexes>().OfMembersAsync(room, members => members.All.Select(member => member.UserId).ToArray(), default);
}
