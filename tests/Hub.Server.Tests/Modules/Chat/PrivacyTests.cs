using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat;

/// <summary>B6: a private room reads as one that doesn't exist, for every method.</summary>
[Trait("Safety", "B6")]
public class PrivacyTests
{
    public static TheoryData<string> Methods() => [.. Calls.Keys];

    private static readonly Dictionary<string, Func<ChannelHub, string, Task>> Calls = new()
    {
        ["GetRoom"] = (hub, room) => hub.GetRoom(new GetRoomRequest(room)),
        ["UpdateRoom"] = (hub, room) => hub.UpdateRoom(new UpdateRoomRequest(room, Title: "Mine")),
        ["JoinRoom"] = (hub, room) => hub.JoinRoom(new JoinRoomRequest(room)),
        ["LeaveRoom"] = (hub, room) => hub.LeaveRoom(new LeaveRoomRequest(room)),
        ["InviteMember"] = (hub, room) => hub.InviteMember(new InviteMemberRequest(room, "bob")),
        ["SetRole"] = (hub, room) => hub.SetRole(new SetRoleRequest(room, "bob", RoomRole.Owner)),
        ["Kick"] = (hub, room) => hub.Kick(new KickRequest(room, "bob")),
        ["Ban"] = (hub, room) => hub.Ban(new BanRequest(room, "bob")),
        ["Unban"] = (hub, room) => hub.Unban(new UnbanRequest(room, "bob")),
        ["Mute"] = (hub, room) => hub.Mute(new MuteRequest(room, "bob", 1)),
        ["PostMessage"] = (hub, room) => hub.PostMessage(new PostMessageRequest(room, "hello", ReplyTo: 3)),
        ["EditMessage"] = (hub, room) => hub.EditMessage(new EditMessageRequest(room, 3, "hello")),
        ["DeleteMessage"] = (hub, room) => hub.DeleteMessage(new DeleteMessageRequest(room, 3)),
        ["React"] = (hub, room) => hub.React(new ReactRequest(room, 3, "👍")),
        ["SetTyping"] = (hub, room) => hub.SetTyping(new SetTypingRequest(room, true)),
        ["GetMessages"] = (hub, room) => hub.GetMessages(new GetMessagesRequest(room, Around: 3)),
        ["DeleteRoom"] = (hub, room) => hub.DeleteRoom(new DeleteRoomRequest(room)),
        ["ListRestrictions"] = (hub, room) => hub.ListRestrictions(new ListRestrictionsRequest(room)),
        ["SearchMessages"] = (hub, room) => hub.SearchMessages(new SearchMessagesRequest(room, "hello")),
        ["Subscribe"] = (hub, room) => hub.Subscribe(new SubscribeRequest { Channel = "chat:" + room, Since = new Position("", 0) }),
        ["ReadHistory"] = (hub, room) => hub.ReadHistory(new ReadHistoryRequest("chat:" + room)),
        ["ReadPresence"] = (hub, room) => hub.ReadPresence(new ReadPresenceRequest("chat:" + room)),
        ["MarkRead"] = (hub, room) => hub.MarkRead(new MarkReadRequest("chat:" + room, 1)),
        ["ReadCursors"] = (hub, room) => hub.ReadCursors(new ReadCursorsRequest(["chat:" + room])),
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_OutsiderOfAPrivateRoom_IsRefusedAsForAMissingOne(string method)
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.RoomAsync(["bob"], RoomVisibility.Private, "secret");
        await rig.Hub("bob").PostMessage(new PostMessageRequest("secret", "hello"));

        var ofPrivate = await Calls[method](rig.Hub("eve"), "secret").RefusedAsync();
        var ofMissing = await Calls[method](rig.Hub("eve"), "absent").RefusedAsync();

        Assert.Equal(ErrorCode.PermissionDenied, ofPrivate.Code);
        var renamed = ofMissing with
        {
            Text = ofMissing.Text.Replace("absent", "secret", StringComparison.Ordinal),
            Details = ofMissing.Details! with { Channel = ofMissing.Details.Channel?.Replace("absent", "secret", StringComparison.Ordinal) },
        };
        Assert.Equal(renamed, ofPrivate);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_OutsiderOfAPrivateRoom_ReadsWhatItReadsForAMissingOne(string method)
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Limits:TypingPerSecond", "0"));
        await rig.RoomAsync(["bob"], RoomVisibility.Private, "secret");
        await rig.Hub("bob").PostMessage(new PostMessageRequest("secret", "hello"));
        await rig.Hub("ada").Mute(new MuteRequest("secret", "bob", rig.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()));
        await Calls[method](rig.Hub("eve"), "other").RefusedAsync();

        rig.TakeCalls();
        await Calls[method](rig.Hub("eve"), "secret").RefusedAsync();
        var ofPrivate = rig.TakeCalls();
        await Calls[method](rig.Hub("eve"), "absent").RefusedAsync();
        var ofMissing = rig.TakeCalls();

        Assert.NotEmpty(ofPrivate);
        Assert.Equal(ofMissing.Select(call => call.Replace("absent", "secret", StringComparison.Ordinal)), ofPrivate);
    }

    [Fact]
    public async Task ListRooms_Outsider_SeesPublicRoomsOnly()
    {
        await using var rig = await ChatRig.StartAsync();
        await rig.RoomAsync(["bob"], RoomVisibility.Private, "secret");
        await rig.RoomAsync([], RoomVisibility.Public, "kitchen");
        await rig.Hub("bob").OpenDirect(new OpenDirectRequest("ada"));

        var ofEve = await rig.Hub("eve").ListRooms(new ListRoomsRequest());
        var ofBob = await rig.Hub("bob").ListRooms(new ListRoomsRequest());

        Assert.Equal(["kitchen"], ofEve.Rooms.Select(room => room.Name));
        Assert.Equal(["kitchen", "secret"], ofBob.Rooms.Select(room => room.Name).Where(name => !name.StartsWith("direct/", StringComparison.Ordinal)));
        Assert.Equal("ada", Assert.Single(ofBob.Rooms, room => room.Visibility == RoomVisibility.Direct).With!.UserId);
    }

    [Fact]
    public async Task GetRoom_OutsiderOfAPublicRoom_SeesTheRoomButNotItsMembers()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);

        var details = await rig.Hub("eve").GetRoom(new GetRoomRequest(room));

        Assert.Equal((2, 0), (details.MemberCount, details.Members.Count));
        Assert.Null(details.Room.Role);
        await rig.Hub("eve").GetMessages(new GetMessagesRequest(room)).RefusedAsync(ErrorCode.PermissionDenied);
    }

    [Fact]
    public async Task Ban_Anyone_IsToldToNobody()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("ada").Ban(new BanRequest(room, "bob"));

        var log = await rig.LogAsync("chat:" + room);

        Assert.DoesNotContain(log, publication => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Contains("ban", StringComparison.OrdinalIgnoreCase));
        Assert.True(log[^1].Removed);
    }
}
