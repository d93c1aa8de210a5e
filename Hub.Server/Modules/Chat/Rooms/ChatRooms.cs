using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Makes, changes, joins and leaves rooms.</summary>
internal sealed class ChatRooms(RoomStore store, RoomLists lists, RoomIndexes indexes, ChatNotices notices, UserSubscriptions subscriptions, ChatOptions options)
{
    public async ValueTask<Outcome<Room>> CreateAsync(Chatter caller, CreateRoomRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.NewRoom(request.Room)
            ?? TextRules.Title(request.Title)
            ?? (request.Topic is { } topic ? TextRules.Topic(topic) : null)
            ?? (request.Visibility == RoomVisibility.Direct ? Refusal.BadRequest("visibility must be public or private; call OpenDirect for a room of two") : null)
            ?? await RoomForOneMoreAsync(caller.UserId, cancellationToken);
        if (refusal is not null)
            return refusal;
        var room = new Room
        {
            Name = request.Room,
            Title = request.Title,
            Topic = request.Topic is { Length: > 0 } text ? text : null,
            Visibility = request.Visibility,
            SlowModeMs = 0,
            CreatedTime = store.Now,
        };
        var changed = await store.ChangeAsync<Room>(
            request.Room,
            caller.UserId,
            [],
            standing =>
            {
                if (standing.Room is not null)
                    return new(new Refusal(ErrorCode.Conflict, "a room of this name is there already; choose another name"));
                var owner = NewMember(caller.User, RoomRole.Owner, room.CreatedTime, standing.NextOffset + 1);
                return new(new RoomChange<Room>([ChatData.Entry(room, caller), ChatData.Entry(owner, caller)], room with { Role = RoomRole.Owner }));
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;

        // The room is there: its lists are written even when the caller has gone.
        await lists.ListAsync(room, caller, CancellationToken.None);
        await lists.AddAsync(caller.UserId, room.Name, room.CreatedTime, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<Room>> UpdateAsync(Chatter caller, UpdateRoomRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.Room(request.Room)
            ?? (request.Title is { } title ? TextRules.Title(title) : null)
            ?? (request.Topic is { } topic ? TextRules.Topic(topic) : null)
            ?? (request.SlowModeMs is < 0 or > 3_600_000 ? Refusal.BadRequest("slowModeMs must be 0 to 3600000") : null);
        if (refusal is not null)
            return refusal;
        var changed = await store.ChangeAsync<Room>(
            request.Room,
            caller.UserId,
            [],
            standing =>
            {
                if ((standing.TakesMember() ?? RoleRules.Takes(standing.Room!, standing.Member!, RoomRole.Moderator, "changing a room")) is { } denied)
                    return new(denied);
                var room = Updated(standing.Room!, request);
                return new(new RoomChange<Room>([ChatData.Entry(room, caller)], room with { Role = standing.Member!.Role }));
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await lists.ListAsync(change.Result, caller, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<Room>> JoinAsync(Chatter caller, JoinRoomRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? await RoomForOneMoreAsync(caller.UserId, cancellationToken, request.Room)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<(Room Room, bool Invited)>(
            request.Room,
            caller.UserId,
            [],
            async standing =>
            {
                if (standing.Member is { } member)
                    return new RoomChange<(Room, bool)>(member.Name == caller.Name ? [] : [ChatData.Entry(member with { Name = caller.Name }, caller)], (standing.RoomFor(), false));
                if (MayJoin(standing) is { } denied)
                    return denied;
                if (await indexes.OfMembersAsync(standing.Name, members => members.Count, cancellationToken) >= options.MaxMembers)
                    return ChatRefusals.TooMany("the room is full", options.MaxMembers);
                var joined = NewMember(caller.User, RoomRole.Member, store.Now, standing.NextOffset);
                return new RoomChange<(Room, bool)>([ChatData.Entry(joined, caller)], (standing.Room! with { Role = RoomRole.Member }, standing.Invited));
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await lists.AddAsync(caller.UserId, request.Room, store.Now, CancellationToken.None);
        if (change.Result.Invited)
            await store.NoteAsync(request.Room, [ChatData.Fact<InviteFact>(ChatChannels.InviteKey(caller.UserId), null, ChatJson.Default.InviteFact)], CancellationToken.None);
        return change.Result.Room;
    }

    public async ValueTask<Outcome<bool>> LeaveAsync(Chatter caller, LeaveRoomRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<bool>(
            request.Room,
            caller.UserId,
            [],
            async standing =>
            {
                if (standing.Room is null || standing.Member is not { } member)
                    return standing.Room is { Visibility: RoomVisibility.Public } ? new RoomChange<bool>([], false) : ChatRefusals.Outsider(standing.Name);
                if (standing.Room.Visibility == RoomVisibility.Direct)
                    return ChatRefusals.Denied("a direct room can't be left");
                if (member.Role == RoomRole.Owner && await IsNeededAsync(standing.Name, member, cancellationToken))
                    return new Refusal(ErrorCode.Conflict, "you are the room's last owner; make another member an owner first");
                return new RoomChange<bool>([ChatData.Gone(member, caller)], true);
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Result)
            await AfterLeavingAsync(caller.UserId, request.Room, "left", "you left the room");
        return change.Result;
    }

    public async ValueTask<Outcome<Room>> OpenDirectAsync(Chatter caller, OpenDirectRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.UserId(request.UserId)
            ?? (request.UserId == caller.UserId ? Refusal.BadRequest("userId is your own") : null);
        if (refusal is not null)
            return refusal;
        var name = DirectRooms.NameOf(caller.UserId, request.UserId);
        var now = store.Now;
        var changed = await store.ChangeAsync<Room>(
            name,
            caller.UserId,
            [ChatChannels.MemberKey(request.UserId)],
            standing => new(standing.Room is null
                ? OpenedDirect(standing, caller, request.UserId, now)
                : new RoomChange<Room>([], standing.RoomFor(DirectRooms.WithOf(standing.MemberOf(request.UserId)!)))),
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Appended is not null)
        {
            await lists.AddAsync(caller.UserId, name, now, CancellationToken.None);
            await lists.AddAsync(request.UserId, name, now, CancellationToken.None);
            await notices.InviteAsync(request.UserId, change.Result, caller, CancellationToken.None);
        }

        return change.Result;
    }

    /// <summary>What follows when somebody is a member no longer.</summary>
    public async ValueTask AfterLeavingAsync(string userId, string room, string code, string message)
    {
        subscriptions.End(ChatChannels.OfRoom(room), userId, code, message);
        await lists.RemoveAsync(userId, room, CancellationToken.None);
    }

    /// <summary>Whether a room would be without an owner, but not without members, if this one went.</summary>
    public ValueTask<bool> IsNeededAsync(string room, RoomMember owner, CancellationToken cancellationToken) =>
        indexes.OfMembersAsync(
            room,
            members => members.Count > 1 && !members.All.Any(other => other.Role == RoomRole.Owner && other.UserId != owner.UserId),
            cancellationToken);

    private static RoomChange<Room> OpenedDirect(Standing standing, Chatter caller, string userId, long now)
    {
        var room = DirectRooms.New(standing.Name, now);
        var own = NewMember(caller.User, RoomRole.Member, now, standing.NextOffset + 1);
        var other = NewMember(new ChatUser(userId), RoomRole.Member, now, standing.NextOffset + 2);
        return new RoomChange<Room>(
            [ChatData.Entry(room, caller), ChatData.Entry(own, caller), ChatData.Entry(other, caller)],
            room with { Role = RoomRole.Member, With = DirectRooms.WithOf(other) });
    }

    private static Refusal? MayJoin(Standing standing) => standing switch
    {
        { Room: null or { Visibility: RoomVisibility.Direct } } => ChatRefusals.Outsider(standing.Name),
        { Room.Visibility: RoomVisibility.Private, Invited: false } => ChatRefusals.Outsider(standing.Name),
        { Ban: { } ban, Room.Visibility: RoomVisibility.Public } => ChatRefusals.Banned(standing.Name, ban.UntilTime),
        { Ban: not null } => ChatRefusals.Outsider(standing.Name),
        _ => null,
    };

    private static RoomMember NewMember(ChatUser user, RoomRole role, long time, long offset) =>
        new() { UserId = user.UserId, Name = user.Name, Role = role, JoinedTime = time, JoinedOffset = offset };

    private static Room Updated(Room room, UpdateRoomRequest request) => room with
    {
        Title = request.Title ?? room.Title,
        Topic = request.Topic is null ? room.Topic : request.Topic.Length > 0 ? request.Topic : null,
        SlowModeMs = request.SlowModeMs ?? room.SlowModeMs,
    };

    private async ValueTask<Refusal?> RoomForOneMoreAsync(string userId, CancellationToken cancellationToken, string? room = null)
    {
        var rooms = await lists.OfUserAsync(userId, cancellationToken);
        return rooms.Count >= options.MaxRoomsPerUser && (room is null || !rooms.Contains(room))
            ? ChatRefusals.TooMany($"you are in {rooms.Count} rooms", options.MaxRoomsPerUser)
            : null;
    }
}
