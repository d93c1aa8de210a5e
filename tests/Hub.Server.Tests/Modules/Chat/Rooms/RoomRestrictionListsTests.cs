using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Chat.Rooms;

public class RoomRestrictionListsTests
{
    [Fact]
    public async Task ListRestrictions_Moderator_SeesWhoIsBannedAndMutedByWhomUntilWhen()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob", "cid"]);
        var now = rig.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await rig.Hub("ada").Ban(new BanRequest(room, "eve"));
        await rig.Hub("ada").Ban(new BanRequest(room, "dan", now + 1_000));
        await rig.Hub("ada").Mute(new MuteRequest(room, "bob", now + 5_000));

        var all = await rig.Hub("ada").ListRestrictions(new ListRestrictionsRequest(room));
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        var later = await rig.Hub("ada").ListRestrictions(new ListRestrictionsRequest(room));

        var ada = new ChatUser("ada", "Ada");
        Assert.Equal([new(new ChatUser("dan", "Dan"), ada, now, now + 1_000), new(new ChatUser("eve", "Eve"), ada, now)], all.Banned);
        Assert.Equal([new(new ChatUser("bob", "Bob"), ada, now, now + 5_000)], all.Muted);
        Assert.Equal(["eve"], later.Banned.Select(ban => ban.User.UserId));
        await rig.Hub("cid").ListRestrictions(new ListRestrictionsRequest(room)).RefusedAsync(ErrorCode.PermissionDenied);
    }
}
