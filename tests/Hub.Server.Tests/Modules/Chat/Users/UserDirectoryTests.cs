using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Users;

public class UserDirectoryTests
{
    [Fact]
    public async Task InviteMember_UserWhomTheServerNeverMet_IsRefusedLikeABannedOne()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        await rig.Hub("ada").Ban(new BanRequest(room, "eve"));

        var unknown = await rig.Hub("ada").InviteMember(new InviteMemberRequest(room, "张三")).RefusedAsync();
        var banned = await rig.Hub("ada").InviteMember(new InviteMemberRequest(room, "eve")).RefusedAsync();

        Assert.Equal(ErrorCode.PermissionDenied, unknown.Code);
        Assert.Equal(new RefusalDetails { Reason = "unknown_user", Field = "userId" }, unknown.Details);
        Assert.Equal(unknown, banned);
        await rig.Hub("zed").ListRooms(new ListRoomsRequest());
        await rig.Hub("ada").InviteMember(new InviteMemberRequest(room, "zed"));
    }

    [Fact]
    public async Task FindUsers_IdOrNameInAnyCaseAndAccent_FindsWholeOnesOnly()
    {
        await using var rig = await ChatRig.StartAsync();
        var users = rig.Get<UserDirectory>();
        await users.MeetAsync("u1", "Zoë", default);
        await users.MeetAsync("u2", "ZOE", default);
        await users.MeetAsync("zoe", "Someone", default);
        await users.MeetAsync("u3", "Zoe Lee", default);

        var found = await rig.Hub("ada").FindUsers(new FindUsersRequest("zoe"));

        Assert.Equal([new("zoe", "Someone"), new("u1", "Zoë"), new("u2", "ZOE")], found.Users);
        Assert.Empty((await rig.Hub("ada").FindUsers(new FindUsersRequest("zo"))).Users);
    }

    [Fact]
    public async Task SetName_Member_IsCalledSoInAllRoomsAndAfterARestart()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.RoomAsync(["bob"], room: "one");
        await rig.RoomAsync(["bob"], room: "two");
        var before = await rig.Hub("bob").PostMessage(new PostMessageRequest("one", "hello"));

        var user = await rig.Hub("bob").SetName(new SetNameRequest("Bobby"));

        Assert.Equal(new ChatUser("bob", "Bobby"), user);
        Assert.Equal("Bob", before.Author.Name);
        foreach (var room in (string[])["one", "two"])
            Assert.Equal("Bobby", (await rig.Hub("ada").GetRoom(new GetRoomRequest(room))).Members.Single(member => member.UserId == "bob").Name);
        Assert.Equal(["bob"], (await rig.Hub("ada").PostMessage(new PostMessageRequest("one", "@bobby"))).Mentions);
        Assert.Equal("bob", Assert.Single((await rig.Hub("ada").FindUsers(new FindUsersRequest("bobby"))).Users).UserId);
        await using var next = rig.Restarted();
        Assert.Equal("Bobby", (await next.Hub("bob").PostMessage(new PostMessageRequest("one", "again"))).Author.Name);
    }

    [Fact]
    public async Task SetName_AgainWithinAMinute_WaitsAndThenReturnsToTheTokensName()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.Hub("bob").SetName(new SetNameRequest("Bobby"));

        Assert.Equal(ErrorCode.RateLimited, (await rig.Hub("bob").SetName(new SetNameRequest()).RefusedAsync()).Code);
        await rig.Hub("bob").SetName(new SetNameRequest("Bobby"));
        rig.Time.Advance(UserNames.Interval);
        Assert.Equal(new ChatUser("bob", "Bob"), await rig.Hub("bob").SetName(new SetNameRequest()));
        await rig.Hub("cid").SetName(new SetNameRequest("\u202Ecid")).RefusedAsync(ErrorCode.BadRequest);
    }

    [Fact]
    public async Task Meet_NameInTheTokenThatHidesCharacters_IsShownWithoutThem()
    {
        await using var rig = await ChatRig.StartAsync();

        Assert.Equal("Ann", (await rig.Get<UserDirectory>().MeetAsync("u1", "A\u200Bnn\u202E", default)).Name);
    }
}
