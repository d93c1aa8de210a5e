using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Invites, sets roles, kicks, bans and mutes.</summary>
internal sealed class ChatModeration(RoomStore store, ChatRooms rooms, ChatNotices notices, Messages.ChatTyping typing)
{
    public async ValueTask<Outcome<bool>> InviteAsync(Chatter caller, InviteMemberRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.UserId(request.UserId)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<Room?>(
            request.Room,
            caller.UserId,
            [ChatChannels.MemberKey(request.UserId)],
            async standing =>
            {
                var denied = standing.TakesMember()
                    ?? (standing.Room!.Visibility == RoomVisibility.Direct ? ChatRefusals.Denied("inviting is not for direct rooms") : null);
                if (denied is not null)
                    return denied;
                var other = await store.ReadAsync(request.Room, request.UserId, [], cancellationToken);
                if (other.Ban is not null)
                    return ChatRefusals.Denied("this user may not be invited");

                // One notice is enough until it is answered.
                if (other.Member is not null || other.Invited)
                    return new RoomChange<Room?>([], null);
                var invite = new InviteFact(caller.UserId, store.Now);
                await store.NoteAsync(request.Room, [ChatData.Fact(ChatChannels.InviteKey(request.UserId), invite, ChatJson.Default.InviteFact)], cancellationToken);
                return new RoomChange<Room?>([], standing.Room);
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Result is { } room)
            await notices.InviteAsync(request.UserId, room, caller, CancellationToken.None);
        return true;
    }

    public async ValueTask<Outcome<bool>> SetRoleAsync(Chatter caller, SetRoleRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? TextRules.UserId(request.UserId)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<bool>(
            request.Room,
            caller.UserId,
            [ChatChannels.MemberKey(request.UserId)],
            async standing =>
            {
                if ((standing.TakesMember() ?? RoleRules.Takes(standing.Room!, standing.Member!, RoomRole.Owner, "setting a role")) is { } denied)
                    return denied;
                if (standing.MemberOf(request.UserId) is not { } member)
                    return ChatRefusals.NoMember();
                if (member.Role == request.Role)
                    return new RoomChange<bool>([], true);
                if (member.UserId == caller.UserId && await rooms.IsNeededAsync(standing.Name, member, cancellationToken))
                    return new Refusal(ErrorCode.Conflict, "you are the room's last owner; make another member an owner first");
                return new RoomChange<bool>([ChatData.Entry(member with { Role = request.Role }, caller)], true);
            },
            cancellationToken);
        return changed.IsRefused(out refusal, out _) ? refusal : true;
    }

    public async ValueTask<Outcome<bool>> KickAsync(Chatter caller, KickRequest request, CancellationToken cancellationToken)
    {
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "kicking",
            (standing, target) => new(target is null ? ChatRefusals.NoMember() : new RoomChange<bool>([ChatData.Gone(target, caller)], true)),
            cancellationToken);
        if (changed.IsRefused(out var refusal, out _))
            return refusal;
        await rooms.AfterLeavingAsync(request.UserId, request.Room, "kicked", "a moderator made you leave the room");
        return true;
    }

    public async ValueTask<Outcome<bool>> BanAsync(Chatter caller, BanRequest request, CancellationToken cancellationToken)
    {
        if (request.UntilTime is { } until && TextRules.Time("untilTime", until) is { } badTime)
            return badTime;
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "banning",
            async (standing, target) =>
            {
                // The ban comes first: between the two the user may be a banned member, never an unbanned outsider.
                await store.NoteAsync(
                    request.Room,
                    [
                        ChatData.Fact(ChatChannels.BanKey(request.UserId), new BanFact(caller.UserId, store.Now, request.UntilTime), ChatJson.Default.BanFact),
                        ChatData.Fact<InviteFact>(ChatChannels.InviteKey(request.UserId), null, ChatJson.Default.InviteFact),
                    ],
                    cancellationToken);
                return new RoomChange<bool>(target is null ? [] : [ChatData.Gone(target, caller)], target is not null);
            },
            cancellationToken);
        if (changed.IsRefused(out var refusal, out var change))
            return refusal;
        if (change.Result)
            await rooms.AfterLeavingAsync(request.UserId, request.Room, "banned", ChatRefusals.Banned(request.Room, request.UntilTime).Text);
        return true;
    }

    public async ValueTask<Outcome<bool>> UnbanAsync(Chatter caller, UnbanRequest request, CancellationToken cancellationToken)
    {
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "unbanning",
            async (_, _) =>
            {
                await store.NoteAsync(request.Room, [ChatData.Fact<BanFact>(ChatChannels.BanKey(request.UserId), null, ChatJson.Default.BanFact)], cancellationToken);
                return new RoomChange<bool>([], true);
            },
            cancellationToken);
        return changed.IsRefused(out var refusal, out _) ? refusal : true;
    }

    public async ValueTask<Outcome<bool>> MuteAsync(Chatter caller, MuteRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Time("untilTime", request.UntilTime) is { } badTime)
            return badTime;
        var changed = await ModerateAsync(
            caller,
            request.Room,
            request.UserId,
            "muting",
            async (_, target) =>
            {
                if (target is null)
                    return ChatRefusals.NoMember();
                if (request.UntilTime <= store.Now && (await store.ReadAsync(request.Room, request.UserId, [], cancellationToken)).Mute is null)
                    return new RoomChange<bool>([], false);
                var mute = request.UntilTime > store.Now ? new MuteFact(caller.UserId, store.Now, request.UntilTime) : null;
                await store.NoteAsync(request.Room, [ChatData.Fact(ChatChannels.MuteKey(request.UserId), mute, ChatJson.Default.MuteFact)], cancellationToken);
                return new RoomChange<bool>([], true);
            },
            cancellationToken);
        if (changed.IsRefused(out var refusal, out var change))
            return refusal;
        if (!change.Result)
            return true;
        await typing.EndAsync(request.Room, request.UserId, CancellationToken.None);
        await notices.MuteAsync(request.UserId, request.Room, request.UntilTime, CancellationToken.None);
        return true;
    }

    // In the room's turn: what is decided afterwards, such as a post from the other's second device, sees it.
    private async ValueTask<Outcome<RoomChange<bool>>> ModerateAsync(
        Chatter caller,
        string room,
        string userId,
        string act,
        Func<Standing, RoomMember?, ValueTask<Outcome<RoomChange<bool>>>> decide,
        CancellationToken cancellationToken)
    {
        if ((TextRules.Room(room) ?? TextRules.UserId(userId)) is { } refusal)
            return refusal;
        return await store.ChangeAsync<bool>(
            room,
            caller.UserId,
            [ChatChannels.MemberKey(userId)],
            async standing =>
            {
                var target = standing.MemberOf(userId);
                var denied = standing.TakesMember() ?? RoleRules.Moderates(standing.Room!, standing.Member!, userId, target, act);
                return denied is not null ? denied : await decide(standing, target);
            },
            cancellationToken);
    }
}
