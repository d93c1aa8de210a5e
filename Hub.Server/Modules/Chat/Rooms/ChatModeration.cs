using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Invites, sets roles, kicks, bans and mutes.</summary>
internal sealed class ChatModeration(RoomStore store, ChatRooms rooms, ChatNotices notices, ChatTyping typing, UserDirectory users)
{
    private delegate Outcome<RoomChange<bool>> Decision(RoomSnapshot snapshot, RoomMember? target);

    public async ValueTask<Outcome<bool>> InviteAsync(ChatCaller caller, InviteMemberRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.UserId(request.UserId)) is { } refusal)
            return refusal;
        var known = await users.IsKnownAsync(request.UserId, cancellationToken);
        var changed = await store.ChangeAsync<Room?>(
            request.Room,
            caller.UserId,
            [ChatChannels.MemberKey(request.UserId)],
            snapshot => new(DecideInvite(snapshot, caller, request.UserId, known)),
            cancellationToken,
            request.UserId);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Result is { } room)
            await notices.InviteAsync(request.UserId, room, caller, CancellationToken.None);
        return true;
    }

    public async ValueTask<Outcome<bool>> SetRoleAsync(ChatCaller caller, SetRoleRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.UserId(request.UserId)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<bool>(
            request.Room,
            caller.UserId,
            [ChatChannels.MemberKey(request.UserId)],
            async snapshot =>
            {
                if ((snapshot.RequireMember() ?? RoleRules.Require(snapshot.Room!, snapshot.Member!, RoomRole.Owner, "setting a role")) is { } denied)
                    return denied;
                if (snapshot.MemberOf(request.UserId) is not { } member)
                    return ChatRefusals.NoMember();
                if (member.Role == request.Role)
                    return new RoomChange<bool>([], true);
                if (member.UserId == caller.UserId && await rooms.IsLastOwnerAsync(snapshot.Name, member, cancellationToken))
                    return ChatRefusals.LastOwner();
                return new RoomChange<bool>([ChatData.Entry(member with { Role = request.Role }, caller)], true);
            },
            cancellationToken);
        return changed.IsRefused(out refusal, out _) ? refusal : true;
    }

    public async ValueTask<Outcome<bool>> KickAsync(ChatCaller caller, KickRequest request, CancellationToken cancellationToken)
    {
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "kicking",
            (_, target) => target is null ? ChatRefusals.NoMember() : new RoomChange<bool>([ChatData.Gone(target, caller)], true),
            cancellationToken);
        if (changed.IsRefused(out var refusal, out _))
            return refusal;
        await rooms.AfterLeavingAsync(request.UserId, request.Room, "kicked", "a moderator removed you from the room");
        return true;
    }

    public async ValueTask<Outcome<bool>> BanAsync(ChatCaller caller, BanRequest request, CancellationToken cancellationToken)
    {
        if (request.UntilTime is { } until && TextRules.Time("untilTime", until) is { } badTime)
            return badTime;
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "banning",
            (_, target) => new RoomChange<bool>(target is null ? [] : [ChatData.Gone(target, caller)], target is not null)
            {
                Notes =
                [
                    ChatData.Note(ChatChannels.BanKey(request.UserId), new BanRecord(caller.UserId, store.Now, request.UntilTime), ChatJson.Default.BanRecord),
                    ChatData.NoNote(ChatChannels.InviteKey(request.UserId)),
                ],
            },
            cancellationToken);
        if (changed.IsRefused(out var refusal, out var change))
            return refusal;
        var banned = ChatRefusals.Banned(request.Room, request.UntilTime);
        if (change.Result)
            await rooms.AfterLeavingAsync(request.UserId, request.Room, "banned", banned.Text, banned.Details);
        else
            await rooms.EndSubscriptionsAsync(request.UserId, request.Room, "banned", banned.Text, banned.Details);
        return true;
    }

    public async ValueTask<Outcome<bool>> UnbanAsync(ChatCaller caller, UnbanRequest request, CancellationToken cancellationToken)
    {
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "unbanning",
            (_, _) => new RoomChange<bool>([], true) { Notes = [ChatData.NoNote(ChatChannels.BanKey(request.UserId))] },
            cancellationToken);
        return changed.IsRefused(out var refusal, out _) ? refusal : true;
    }

    public async ValueTask<Outcome<bool>> MuteAsync(ChatCaller caller, MuteRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Time("untilTime", request.UntilTime) is { } badTime)
            return badTime;
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "muting",
            (snapshot, target) => target is null ? ChatRefusals.NoMember() : DecideMute(snapshot, caller, request),
            cancellationToken);
        if (changed.IsRefused(out var refusal, out var change))
            return refusal;
        if (!change.Result)
            return true;
        await typing.EndAsync(request.Room, request.UserId, CancellationToken.None);
        await notices.MuteAsync(request.UserId, request.Room, request.UntilTime, CancellationToken.None);
        return true;
    }

    // An unknown user and one who is banned are answered alike: members do not learn of bans.
    private Outcome<RoomChange<Room?>> DecideInvite(RoomSnapshot snapshot, ChatCaller caller, string userId, bool known)
    {
        if (snapshot.RequireMember() is { } denied)
            return denied;
        if (snapshot.Room!.Visibility == RoomVisibility.Direct)
            return ChatRefusals.NotForDirect("inviting");
        if (!known || snapshot.BanOf(userId) is not null)
            return ChatRefusals.UnknownUser();

        // One notice is enough until it is answered.
        if (snapshot.MemberOf(userId) is not null || snapshot.IsInvited(userId))
            return new RoomChange<Room?>([], null);
        var invite = ChatData.Note(ChatChannels.InviteKey(userId), new InviteRecord(caller.UserId, store.Now), ChatJson.Default.InviteRecord);
        return new RoomChange<Room?>([], snapshot.Room) { Notes = [invite] };
    }

    private RoomChange<bool> DecideMute(RoomSnapshot snapshot, ChatCaller caller, MuteRequest request)
    {
        var key = ChatChannels.MuteKey(request.UserId);
        if (request.UntilTime > store.Now)
            return new([], true) { Notes = [ChatData.Note(key, new MuteRecord(caller.UserId, store.Now, request.UntilTime), ChatJson.Default.MuteRecord)] };
        return snapshot.MuteOf(request.UserId) is null ? new([], false) : new([], true) { Notes = [ChatData.NoNote(key)] };
    }

    // In the room's turn: what is decided afterwards, such as a post from the other's second device, sees it.
    private async ValueTask<Outcome<RoomChange<bool>>> ModerateAsync(
        ChatCaller caller,
        string room,
        string userId,
        string act,
        Decision decide,
        CancellationToken cancellationToken)
    {
        if ((TextRules.Room(room) ?? TextRules.UserId(userId)) is { } refusal)
            return refusal;
        return await store.ChangeAsync<bool>(
            room,
            caller.UserId,
            [ChatChannels.MemberKey(userId)],
            snapshot =>
            {
                var target = snapshot.MemberOf(userId);
                var denied = snapshot.RequireMember() ?? RoleRules.Moderates(snapshot.Room!, snapshot.Member!, userId, target, act);
                return new(denied is not null ? denied : decide(snapshot, target));
            },
            cancellationToken,
            userId);
    }
}
