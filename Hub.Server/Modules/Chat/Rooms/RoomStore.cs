using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Reads rooms and changes them.</summary>
/// <remarks>
/// A change is decided on what was read at one head of the room's channel and appended only if that is still the head; if
/// another node was faster it is decided again. So the offset of what is appended is known before it is written: a
/// message carries its own id from the start, on every engine, for every reader.
/// </remarks>
internal sealed class RoomStore(IModuleChannels channels, RoomGates gates, TimeProvider time)
{
    private const int MaxAttempts = 20;

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads a room for a user: the room, the user's place in it, and more of its keys.</summary>
    /// <remarks>
    /// What is read for an outsider of a private room is what is read for a room that does not exist, so that the two
    /// answers also take the same time: only a member, an invited user or a public room leads on to the room itself.
    /// </remarks>
    /// <param name="room">The room's name.</param>
    /// <param name="userId">Whose place in the room.</param>
    /// <param name="keys">More keys of the room's channel.</param>
    /// <param name="otherId">Another user whose ban, mute and invitation are read, too; null for none.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async ValueTask<RoomSnapshot> ReadAsync(string room, string userId, IReadOnlyCollection<string> keys, string? otherId, CancellationToken cancellationToken)
    {
        var channel = ChatChannels.OfRoom(room);
        var place = await channels.ReadKeysAsync(channel, [ChatChannels.MemberKey(userId)], cancellationToken);
        var notes = await NotesOfAsync(room, userId, cancellationToken);
        var listed = await channels.ReadKeysAsync(ChatChannels.Listing, [room], cancellationToken);
        var visible = place.Entries.Count > 0 || listed.Entries.Count > 0 || notes.Find(ChatChannels.InviteKey(userId)) is not null;
        var state = visible
            ? await channels.ReadKeysAsync(channel, [ChatChannels.RoomKey, ChatChannels.MemberKey(userId), .. keys], cancellationToken)
            : place;
        if (visible && otherId is not null)
            notes = notes with { Entries = [.. notes.Entries, .. (await NotesOfAsync(room, otherId, cancellationToken)).Entries] };
        return new RoomSnapshot(room, userId, state, notes, Now);
    }

    /// <summary>Decides and writes, in the room's turn.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="userId">Whose place in the room the snapshot shows.</param>
    /// <param name="keys">What else to read of the room.</param>
    /// <param name="decide">Returns what to write, perhaps nothing, or the refusal. It may be called again, so it must write nothing itself.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the write or not at all.</param>
    /// <param name="otherId">Another user whose ban, mute and invitation the snapshot shows.</param>
    public async ValueTask<Outcome<RoomChange<T>>> ChangeAsync<T>(
        string room,
        string userId,
        IReadOnlyCollection<string> keys,
        Func<RoomSnapshot, ValueTask<Outcome<RoomChange<T>>>> decide,
        CancellationToken cancellationToken,
        string? otherId = null)
    {
        using var turn = await gates.EnterAsync(room, cancellationToken);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var snapshot = await ReadAsync(room, userId, keys, otherId, cancellationToken);
            if ((await decide(snapshot)).IsRefused(out var refusal, out var change))
                return refusal;
            if (await WriteAsync(snapshot, change, cancellationToken) is { } written)
                return written;
        }

        return ChatRefusals.Busy();
    }

    /// <summary>Writes what only the server may know of a room.</summary>
    public async ValueTask NoteAsync(string room, IReadOnlyList<Draft> notes, CancellationToken cancellationToken) =>
        await channels.AppendAsync(ChatChannels.ModerationOf(room), notes, cancellationToken: cancellationToken);

    private ValueTask<KeyPage> NotesOfAsync(string room, string userId, CancellationToken cancellationToken) =>
        channels.ReadKeysAsync(ChatChannels.ModerationOf(room), ChatChannels.ModerationKeys(userId), cancellationToken);

    // The room's own entries come first, for only they are bound to the head on which the change was decided. Notes follow in
    // the same turn: whatever this node decides next sees both. Null when another node was faster.
    private async ValueTask<RoomChange<T>?> WriteAsync<T>(RoomSnapshot snapshot, RoomChange<T> change, CancellationToken cancellationToken)
    {
        if (change.Entries.Count > 0)
        {
            if ((await channels.AppendAsync(snapshot.Channel, change.Entries, snapshot.Position.Offset, cancellationToken: cancellationToken)).IsRefused(out _, out var appended))
                return null;
            change = change with { Appended = appended };
            cancellationToken = CancellationToken.None;
        }

        if (change.Notes.Count > 0)
            await NoteAsync(snapshot.Name, change.Notes, cancellationToken);
        return change;
    }
}

/// <summary>What a change writes and what its caller gets.</summary>
/// <param name="Entries">What is appended to the room's channel.</param>
/// <param name="Result">What the caller gets.</param>
internal sealed record RoomChange<T>(IReadOnlyList<Draft> Entries, T Result)
{
    /// <summary>What is written to the room's moderation channel afterwards.</summary>
    public IReadOnlyList<Draft> Notes { get; init; } = [];

    /// <summary>Where the entries went; null when there were none.</summary>
    public ChannelAppend? Appended { get; init; }
}
