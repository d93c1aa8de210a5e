using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Reads rooms and changes them.</summary>
/// <remarks>
/// A change is decided on what was read at one head of the room's channel and appended only if that is the head still; if
/// another node was faster it is decided again. So the offset of what is appended is known while it is being written: a
/// message bears its own id from the start, on every engine, for everyone who hears it.
/// </remarks>
internal sealed class RoomStore(IModuleChannels channels, RoomGates gates, TimeProvider time)
{
    private const int MostAttempts = 20;

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A room as it is now, a user's place in it, and more of its keys.</summary>
    public async ValueTask<Standing> ReadAsync(string room, string userId, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var channel = ChatChannels.OfRoom(room);
        var state = await channels.ReadKeysAsync(channel, [ChatChannels.RoomKey, ChatChannels.MemberKey(userId), .. keys], cancellationToken);
        var facts = await channels.ReadKeysAsync(
            ChatChannels.FactsOf(room),
            [ChatChannels.BanKey(userId), ChatChannels.MuteKey(userId), ChatChannels.InviteKey(userId)],
            cancellationToken);
        var now = Now;
        return new Standing
        {
            Name = room,
            Channel = channel,
            Position = state.Position,
            Room = ChatData.RoomOf(state.Find(ChatChannels.RoomKey)),
            Member = ChatData.MemberOf(state.Find(ChatChannels.MemberKey(userId))),
            Ban = ChatData.Read(facts.Find(ChatChannels.BanKey(userId)), ChatJson.Default.BanFact) is { } ban && ban.HoldsAt(now) ? ban : null,
            Mute = ChatData.Read(facts.Find(ChatChannels.MuteKey(userId)), ChatJson.Default.MuteFact) is { } mute && mute.HoldsAt(now) ? mute : null,
            Invited = facts.Find(ChatChannels.InviteKey(userId)) is not null,
            State = state,
        };
    }

    /// <summary>Decides and appends, in the room's turn.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="userId">Whose standing it takes.</param>
    /// <param name="keys">What else to read of the room.</param>
    /// <param name="decide">Gives what to append, perhaps nothing, or the refusal. May be asked again.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    public async ValueTask<Outcome<RoomChange<T>>> ChangeAsync<T>(
        string room,
        string userId,
        IReadOnlyCollection<string> keys,
        Func<Standing, ValueTask<Outcome<RoomChange<T>>>> decide,
        CancellationToken cancellationToken)
    {
        using var turn = await gates.EnterAsync(room, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var standing = await ReadAsync(room, userId, keys, cancellationToken);
            if ((await decide(standing)).IsRefused(out var refusal, out var change))
                return refusal;
            if (change.Entries.Count == 0)
                return change;
            if (await channels.AppendAsync(standing.Channel, change.Entries, standing.Position.Offset, cancellationToken) is { } appended)
                return change with { Appended = appended };
        }

        return ChatRefusals.Busy();
    }

    /// <summary>Writes down what only the server may know of a room.</summary>
    public async ValueTask NoteAsync(string room, IReadOnlyList<ModuleEntry> facts, CancellationToken cancellationToken) =>
        await channels.AppendAsync(ChatChannels.FactsOf(room), facts, null, cancellationToken);
}

/// <summary>What a change appends to a room's channel and what its caller is told.</summary>
internal sealed record RoomChange<T>(IReadOnlyList<ModuleEntry> Entries, T Result)
{
    /// <summary>Where it went; null when there was nothing to append.</summary>
    public ChannelAppend? Appended { get; init; }
}
