using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Changes what users are called, and finds users by it.</summary>
internal sealed class UserNames(UserDirectory users, RoomStore store, RoomLists lists)
{
    /// <summary>The least time between two changes: each is written to all rooms of the user.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask<Outcome<ChatUser>> SetAsync(ChatCaller caller, string? tokenName, SetNameRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is { } name && TextRules.UserName(name) is { } refusal)
            return refusal;
        var before = await users.ReadAsync(caller.UserId, cancellationToken) ?? new UserRecord(tokenName);
        if (before.ChosenName == request.Name)
            return caller.User;
        var wait = before.ChosenTime + (long)Interval.TotalMilliseconds - store.Now;
        if (wait > 0)
            return ChatRefusals.NameChangedRecently(TimeSpan.FromMilliseconds(wait));
        await users.WriteAsync(caller.UserId, before, before with { ChosenName = request.Name, ChosenTime = store.Now }, cancellationToken);
        var renamed = caller with { Name = request.Name ?? tokenName };
        foreach (var room in await lists.OfUserAsync(caller.UserId, CancellationToken.None))
            await RenameAsync(renamed, room);
        return renamed.User;
    }

    public async ValueTask<Outcome<UserList>> FindAsync(FindUsersRequest request, CancellationToken cancellationToken) =>
        TextRules.Query(request.Query) is { } refusal ? refusal : new UserList(await users.FindAsync(request.Query, cancellationToken));

    // What fails here is made up for when the user next posts to the room.
    private async ValueTask RenameAsync(ChatCaller renamed, string room) =>
        await store.ChangeAsync<bool>(
            room,
            renamed.UserId,
            [],
            snapshot => new(new RoomChange<bool>(
                snapshot.Room is not null && snapshot.Member is { } member && member.Name != renamed.Name ? [ChatData.Entry(member with { Name = renamed.Name }, renamed)] : [],
                true)),
            CancellationToken.None);
}
