using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rooms;

public class ChatModerationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Ban_UntilATime_KeepsTheUserOutUntilThen()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);

        await rig.Hub("ada").Ban(new BanRequest(room, "bob", Later(rig, Hour)));

        var refusal = await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room)).RefusedAsync();
        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        Assert.Contains("banned", refusal.Text, StringComparison.Ordinal);
        Assert.Equal(new RefusalDetails { Reason = "banned", UntilTime = Later(rig, Hour) }, refusal.Details);
        rig.Time.Advance(Hour);
        Assert.Equal(RoomRole.Member, (await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room))).Role);
    }

    [Fact]
    public async Task Ban_PrivateRoom_InvitationIsGoneAndTheRoomReadsAsMissing()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([], RoomVisibility.Private);
        await rig.Hub("ada").InviteMember(new InviteMemberRequest(room, "bob"));
        await rig.Hub("ada").Ban(new BanRequest(room, "bob"));

        Assert.Contains("may not enter", (await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room)).RefusedAsync()).Text, StringComparison.Ordinal);
        await rig.Hub("ada").InviteMember(new InviteMemberRequest(room, "bob")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").Unban(new UnbanRequest(room, "bob"));
        await rig.Hub("ada").InviteMember(new InviteMemberRequest(room, "bob"));
        await rig.Hub("bob").JoinRoom(new JoinRoomRequest(room));
    }

    [Fact]
    public async Task Mute_SecondDevice_MayReadButNotWriteUntilItEnds()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var own = await rig.Hub("bob", "phone").PostMessage(new PostMessageRequest(room, "hello"));

        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", Later(rig, Hour)));

        var laptop = rig.Hub("bob", "laptop");
        var refusal = await laptop.PostMessage(new PostMessageRequest(room, "again")).RefusedAsync();
        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        Assert.Equal(new RefusalDetails { Reason = "muted", UntilTime = Later(rig, Hour) }, refusal.Details);
        await laptop.EditMessage(new EditMessageRequest(room, own.MessageId, "other")).RefusedAsync(ErrorCode.PermissionDenied);
        await laptop.React(new ReactRequest(room, own.MessageId, "👍")).RefusedAsync(ErrorCode.PermissionDenied);
        await laptop.SetTyping(new SetTypingRequest(room, true)).RefusedAsync(ErrorCode.PermissionDenied);
        Assert.Single((await laptop.GetMessages(new GetMessagesRequest(room))).Messages);
        Assert.NotNull((await laptop.GetRoom(new GetRoomRequest(room))).MutedUntilTime);
        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", 0));
        await laptop.PostMessage(new PostMessageRequest(room, "again"));
    }

    [Fact]
    public async Task Mute_UntilATime_EndsThen()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", Later(rig, Hour)));

        rig.Time.Advance(Hour - TimeSpan.FromMilliseconds(1));
        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "a moment early")).RefusedAsync(ErrorCode.PermissionDenied);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));

        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "in time"));
    }

    [Fact]
    public async Task Mute_BegunAndEnded_TellsTheMutedOne()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var until = Later(rig, Hour);

        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", 0));
        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", until));
        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", 1));
        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", 1));

        var told = (await rig.LogAsync("user:bob")).Where(notice => notice.Type == ChatTypes.Mute);
        Assert.Equal([new(room, until), new(room, 1)], told.Select(notice => notice.Data.Read(HubJson.Default.MuteNotice)!));
    }

    [Fact]
    public async Task Moderator_OthersOfTheSameOrAHigherRole_MayNotModerateThem()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob", "cid", "dan"]);
        await rig.Hub("ada").SetRole(new SetRoleRequest(room, "bob", RoomRole.Moderator));
        await rig.Hub("ada").SetRole(new SetRoleRequest(room, "cid", RoomRole.Moderator));

        await rig.Hub("bob").Kick(new KickRequest(room, "ada")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob").Ban(new BanRequest(room, "cid")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("dan").Mute(new MuteRequest(room, "bob", Later(rig, Hour))).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob").SetRole(new SetRoleRequest(room, "bob", RoomRole.Owner)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob").Kick(new KickRequest(room, "dan"));
        await rig.Hub("ada").Kick(new KickRequest(room, "bob"));
        await rig.Hub("ada").Kick(new KickRequest(room, "nobody")).RefusedAsync(ErrorCode.NotFound);
    }

    [Fact]
    public async Task LeaveRoom_LastOwner_MustNameAnotherFirst()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);

        await rig.Hub("ada").LeaveRoom(new LeaveRoomRequest(room)).RefusedAsync(ErrorCode.Conflict);
        await rig.Hub("ada").SetRole(new SetRoleRequest(room, "ada", RoomRole.Member)).RefusedAsync(ErrorCode.Conflict);
        await rig.Hub("ada").SetRole(new SetRoleRequest(room, "bob", RoomRole.Owner));
        await rig.Hub("ada").LeaveRoom(new LeaveRoomRequest(room));

        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "hello")).RefusedAsync(ErrorCode.PermissionDenied);
        Assert.Equal(1, (await rig.Hub("bob").GetRoom(new GetRoomRequest(room))).MemberCount);
    }

    [Fact]
    public async Task SlowMode_Member_WaitsAndIsToldHowLongButARepeatIsAnswered()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("ada").UpdateRoom(new UpdateRoomRequest(room, SlowModeMs: 10_000));
        var first = await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "one", IdempotencyKey: "k"));
        rig.Time.Advance(TimeSpan.FromSeconds(4));

        var refusal = await rig.Hub("bob", "laptop").PostMessage(new PostMessageRequest(room, "two")).RefusedAsync();
        var other = await rig.Hub("bob", "laptop").PostMessage(new PostMessageRequest(room, "two", IdempotencyKey: "l")).RefusedAsync();
        var repeated = await rig.Hub("bob", "laptop").PostMessage(new PostMessageRequest(room, "one", IdempotencyKey: "k"));

        Assert.Equal(ErrorCode.RateLimited, refusal.Code);
        Assert.EndsWith("retry after 6000 ms", refusal.Text, StringComparison.Ordinal);
        Assert.Equal(new RefusalDetails { Reason = "slow_mode", RetryAfterMs = 6_000 }, refusal.Details);
        Assert.Equal(refusal, other);
        Assert.Equal(first.MessageId, repeated.MessageId);
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "owners need not wait"));
        await rig.Hub("ada").PostMessage(new PostMessageRequest(room, "at all"));
        rig.Time.Advance(TimeSpan.FromSeconds(6));
        await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "two"));
    }

    [Fact]
    public async Task DirectRoom_ItsTwo_NobodyElseEntersAndNobodyModerates()
    {
        await using var rig = await ChatRig.StartAsync();
        var opened = await rig.Hub("ada").OpenDirect(new OpenDirectRequest("bob"));
        var again = await rig.Hub("bob").OpenDirect(new OpenDirectRequest("ada"));

        Assert.Equal(opened.Name, again.Name);
        Assert.Equal(("bob", "ada"), (opened.With!.UserId, again.With!.UserId));
        await rig.Hub("bob").PostMessage(new PostMessageRequest(opened.Name, "hello"));
        await rig.Hub("ada").InviteMember(new InviteMemberRequest(opened.Name, "eve")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").Kick(new KickRequest(opened.Name, "bob")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").LeaveRoom(new LeaveRoomRequest(opened.Name)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("eve").JoinRoom(new JoinRoomRequest(opened.Name)).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("eve").CreateRoom(new CreateRoomRequest("direct/mine", "Mine", RoomVisibility.Public)).RefusedAsync(ErrorCode.BadRequest);
        await rig.Hub("ada").OpenDirect(new OpenDirectRequest("ada")).RefusedAsync(ErrorCode.BadRequest);
        Assert.Single(await rig.LogAsync("user:bob"), notice => notice.Type == ChatTypes.Invite);
    }

    private static long Later(ChatRig rig, TimeSpan by) => (rig.Time.GetUtcNow() + by).ToUnixTimeMilliseconds();
}
