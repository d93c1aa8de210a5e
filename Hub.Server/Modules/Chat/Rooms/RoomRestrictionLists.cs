using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Shows moderators who is banned from a room and who is muted in it.</summary>
internal sealed class RoomRestrictionLists(RoomStore store, IModuleChannels channels, UserDirectory users)
{
    private const int MaxEntries = 1_000;

    public async ValueTask<Outcome<RoomRestrictions>> ReadAsync(ChatCaller caller, ListRestrictionsRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        var snapshot = await store.ReadAsync(request.Room, caller.UserId, [], null, cancellationToken);
        refusal = snapshot.RequireMember() ?? RoleRules.Require(snapshot.Room!, snapshot.Member!, RoomRole.Moderator, "listing bans and mutes");
        if (refusal is not null)
            return refusal;
        var bans = (await ReadAsync(request.Room, ChatChannels.BanPrefix, cancellationToken))
            .Select(entry => (UserId: entry.Key![ChatChannels.BanPrefix.Length..], Ban: ChatData.Read(entry, ChatJson.Default.BanRecord)))
            .Where(pair => pair.Ban?.HoldsAt(store.Now) == true)
            .ToArray();
        var mutes = (await ReadAsync(request.Room, ChatChannels.MutePrefix, cancellationToken))
            .Select(entry => (UserId: entry.Key![ChatChannels.MutePrefix.Length..], Mute: ChatData.Read(entry, ChatJson.Default.MuteRecord)))
            .Where(pair => pair.Mute?.HoldsAt(store.Now) == true)
            .ToArray();
        var names = await users.NamesAsync(
            [.. bans.SelectMany(pair => (string[])[pair.UserId, pair.Ban!.By]), .. mutes.SelectMany(pair => (string[])[pair.UserId, pair.Mute!.By])],
            cancellationToken);
        return new RoomRestrictions(
            [.. bans.Select(pair => new Restriction(User(pair.UserId), User(pair.Ban!.By), pair.Ban.Time, pair.Ban.UntilTime))],
            [.. mutes.Select(pair => new Restriction(User(pair.UserId), User(pair.Mute!.By), pair.Mute.Time, pair.Mute.UntilTime))]);

        ChatUser User(string userId) => new(userId, names.GetValueOrDefault(userId));
    }

    private async ValueTask<IReadOnlyList<Publication>> ReadAsync(string room, string prefix, CancellationToken cancellationToken) =>
        (await channels.ReadStateAsync(ChatChannels.ModerationOf(room), new StateQuery { Prefix = prefix, Limit = MaxEntries }, cancellationToken)).Entries;
}
