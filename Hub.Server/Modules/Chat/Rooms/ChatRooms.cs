using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Makes, changes, deletes, joins and leaves rooms.</summary>
internal sealed class ChatRooms(
    RoomStore store,
    RoomLists lists,
    RoomIndexes indexes,
    RoomDeletions deletions,
    ChatNotices notices,
    UserDirectory users,
    IModuleSubscriptions subscriptions,
    ChatOptions options)
{
    public async ValueTask<Outcome<Room>> CreateAsync(ChatCaller caller, CreateRoomRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.NewRoom(request.Room)
            ?? TextRules.Title(request.Title)
            ?? (request.Topic is { } topic ? TextRules.Topic(topic) : null)
            ?? (request.Visibility == RoomVisibility.Direct ? Refusal.BadRequest("visibility", "visibility must be public or private; a direct room is opened by one of its two users") : null)
            ?? await CheckRoomCountAsync(caller.UserId, cancellationToken);
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
            snapshot =>
            {
                // Also true for a deleted room: read positions and the offsets that clients hold go by the name.
                if (snapshot.Position.Offset > 0)
                    return new(ChatRefusals.NameTaken());
                var owner = NewMember(caller.User, RoomRole.Owner, room.CreatedTime, snapshot.NextOffset + 1);
                return new(new RoomChange<Room>([ChatData.Entry(room, caller), ChatData.Entry(owner, caller)], room with { Role = RoomRole.Owner }));
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;

        // The room exists: its lists are written even if the caller has disconnected.
        await lists.ListAsync(room, caller, CancellationToken.None);
        await lists.AddAsync(caller.UserId, room.Name, room.CreatedTime, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<Room>> UpdateAsync(ChatCaller caller, UpdateRoomRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.Room(request.Room)
            ?? (request.Title is { } title ? TextRules.Title(title) : null)
            ?? (request.Topic is { } topic ? TextRules.Topic(topic) : null)
            ?? (request.SlowModeMs is { } slowMode ? TextRules.SlowMode(slowMode) : null);
        if (refusal is not null)
            return refusal;
        var changed = await store.ChangeAsync<Room>(
            request.Room,
            caller.UserId,
            [],
            snapshot =>
            {
                if ((snapshot.RequireMember() ?? RoleRules.Require(snapshot.Room!, snapshot.Member!, RoomRole.Moderator, "changing a room")) is { } denied)
                    return new(denied);
                var room = Updated(snapshot.Room!, request);
                return new(new RoomChange<Room>([ChatData.Entry(room, caller)], room with { Role = snapshot.Member!.Role }));
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await lists.ListAsync(change.Result, caller, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<Room>> JoinAsync(ChatCaller caller, JoinRoomRequest request, CancellationToken cancellationToken)
    {
        if ((TextRules.Room(request.Room) ?? await CheckRoomCountAsync(caller.UserId, cancellationToken, request.Room)) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<Room>(
            request.Room,
            caller.UserId,
            [],
            async snapshot =>
            {
                if (snapshot.Member is { } member)
                    return new RoomChange<Room>(member.Name == caller.Name ? [] : [ChatData.Entry(member with { Name = caller.Name }, caller)], snapshot.RoomFor());
                if (CheckJoin(snapshot) is { } denied)
                    return denied;
                if (await indexes.OfMembersAsync(snapshot.Name, members => members.Count, cancellationToken) >= options.MaxMembers)
                    return ChatRefusals.RoomFull(options.MaxMembers);
                var joined = NewMember(caller.User, RoomRole.Member, store.Now, snapshot.NextOffset);
                return new RoomChange<Room>([ChatData.Entry(joined, caller)], snapshot.Room! with { Role = RoomRole.Member })
                {
                    Notes = snapshot.Invited ? [ChatData.NoNote(ChatChannels.InviteKey(caller.UserId))] : [],
                };
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await lists.AddAsync(caller.UserId, request.Room, store.Now, CancellationToken.None);
        return change.Result;
    }

    public async ValueTask<Outcome<bool>> LeaveAsync(ChatCaller caller, LeaveRoomRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        var changed = await store.ChangeAsync<bool>(
            request.Room,
            caller.UserId,
            [],
            async snapshot =>
            {
                if (snapshot.Room is null || snapshot.Member is not { } member)
                    return snapshot.Room is { Visibility: RoomVisibility.Public } ? new RoomChange<bool>([], false) : ChatRefusals.Outsider(snapshot.Name);
                if (snapshot.Room.Visibility == RoomVisibility.Direct)
                    return ChatRefusals.NotForDirect("leaving");
                if (member.Role == RoomRole.Owner && await IsLastOwnerAsync(snapshot.Name, member, cancellationToken))
                    return ChatRefusals.LastOwner();
                return new RoomChange<bool>([ChatData.Gone(member, caller)], true);
            },
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        if (change.Result)
            await AfterLeavingAsync(caller.UserId, request.Room, "left", "you left the room");
        return change.Result;
    }

    public async ValueTask<Outcome<Room>> OpenDirectAsync(ChatCaller caller, OpenDirectRequest request, CancellationToken cancellationToken)
    {
        var refusal = TextRules.UserId(request.UserId)
            ?? (request.UserId == caller.UserId ? ChatRefusals.OwnId() : null)
            ?? (await users.IsKnownAsync(request.UserId, cancellationToken) ? null : ChatRefusals.UnknownUser());
        if (refusal is not null)
            return refusal;
        var name = DirectRooms.NameOf(caller.UserId, request.UserId);
        var now = store.Now;
        var changed = await store.ChangeAsync<Room>(
            name,
            caller.UserId,
            [ChatChannels.MemberKey(request.UserId)],
            snapshot => new(snapshot.Room is null
                ? OpenedDirect(snapshot, caller, request.UserId, now)
                : new RoomChange<Room>([], snapshot.RoomFor(DirectRooms.WithOf(snapshot.MemberOf(request.UserId)!)))),
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

    /// <summary>Closes the room to everyone at once; what it held is removed afterwards.</summary>
    public async ValueTask<Outcome<bool>> DeleteAsync(ChatCaller caller, DeleteRoomRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        var snapshot = await store.ReadAsync(request.Room, caller.UserId, [], null, cancellationToken);
        if (CheckDelete(snapshot) is { } denied)
            return denied;
        await deletions.NoteAsync(request.Room, cancellationToken);
        var changed = await store.ChangeAsync<Room>(
            request.Room,
            caller.UserId,
            [],
            now => new(CheckDelete(now) is { } refused ? refused : new RoomChange<Room>([ChatData.Gone(now.Room!, caller)], now.Room!)),
            cancellationToken);
        if (changed.IsRefused(out refusal, out var change))
            return refusal;
        await lists.UnlistAsync(change.Result, CancellationToken.None);
        await subscriptions.EndAsync(ChatChannels.OfRoom(request.Room), null, "deleted", "the room was deleted");
        deletions.Begin();
        return true;
    }

    /// <summary>What follows when a user is no longer a member.</summary>
    public async ValueTask AfterLeavingAsync(string userId, string room, string code, string message, RefusalDetails? details = null)
    {
        await EndSubscriptionsAsync(userId, room, code, message, details);
        await lists.RemoveAsync(userId, room, CancellationToken.None);
    }

    /// <summary>Ends a user's subscriptions to a room on every device.</summary>
    public ValueTask EndSubscriptionsAsync(string userId, string room, string code, string message, RefusalDetails? details = null) =>
        subscriptions.EndAsync(ChatChannels.OfRoom(room), userId, code, message, details);

    /// <summary>Whether the room would have members but no owner without this one.</summary>
    public ValueTask<bool> IsLastOwnerAsync(string room, RoomMember owner, CancellationToken cancellationToken) =>
        indexes.OfMembersAsync(
            room,
            members => members.Count > 1 && !members.All.Any(other => other.Role == RoomRole.Owner && other.UserId != owner.UserId),
            cancellationToken);

    private static RoomChange<Room> OpenedDirect(RoomSnapshot snapshot, ChatCaller caller, string userId, long now)
    {
        var room = DirectRooms.New(snapshot.Name, now);
        var own = NewMember(caller.User, RoomRole.Member, now, snapshot.NextOffset + 1);
        var other = NewMember(new ChatUser(userId), RoomRole.Member, now, snapshot.NextOffset + 2);
        return new RoomChange<Room>(
            [ChatData.Entry(room, caller), ChatData.Entry(own, caller), ChatData.Entry(other, caller)],
            room with { Role = RoomRole.Member, With = DirectRooms.WithOf(other) });
    }

    private static Refusal? CheckDelete(RoomSnapshot snapshot) =>
        snapshot.RequireMember() ?? RoleRules.Require(snapshot.Room!, snapshot.Member!, RoomRole.Owner, "deleting a room");

    private static Refusal? CheckJoin(RoomSnapshot snapshot) => snapshot switch
    {
        { Room: null or { Visibility: RoomVisibility.Direct } } => ChatRefusals.Outsider(snapshot.Name),
        { Room.Visibility: RoomVisibility.Private, Invited: false } => ChatRefusals.Outsider(snapshot.Name),
        { Ban: { } ban, Room.Visibility: RoomVisibility.Public } => ChatRefusals.Banned(snapshot.Name, ban.UntilTime),
        { Ban: not null } => ChatRefusals.Outsider(snapshot.Name),
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

    private async ValueTask<Refusal?> CheckRoomCountAsync(string userId, CancellationToken cancellationToken, string? room = null)
    {
        var rooms = await lists.OfUserAsync(userId, cancellationToken);
        return rooms.Count >= options.MaxRoomsPerUser && (room is null || !rooms.Contains(room))
            ? ChatRefusals.TooManyRooms(rooms.Count, options.MaxRoomsPerUser)
            : null;
    }
}
