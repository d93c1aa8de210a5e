using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Messages;

/// <summary>Tells rooms who is writing, and that it is over when nothing has been heard for a while.</summary>
internal sealed class ChatTyping(RoomStore store, IModuleChannels channels, TimeProvider time) : IDisposable
{
    /// <summary>How long a word of it is good for.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    // One for each member who is writing now: bounded by the rate at which connections may say so.
    private readonly ConcurrentDictionary<(string Room, string UserId), Writing> writing = new();

    public async ValueTask<Outcome<bool>> SetAsync(Chatter caller, SetTypingRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        var standing = await store.ReadAsync(request.Room, caller.UserId, [], cancellationToken);
        if (standing.TakesWriter() is { } denied)
            return denied;
        if (request.Typing)
            await BeginAsync(request.Room, caller, cancellationToken);
        else
            await EndAsync(request.Room, caller.UserId, cancellationToken);
        return true;
    }

    /// <summary>Tells that it is over, if it was going on.</summary>
    public async ValueTask EndAsync(string room, string userId, CancellationToken cancellationToken)
    {
        if (!writing.TryRemove((room, userId), out var ended))
            return;
        ended.Timer.Dispose();
        await SignalAsync(room, ended.User with { Typing = false }, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var entry in writing.Values)
            entry.Timer.Dispose();
    }

    private ValueTask BeginAsync(string room, Chatter caller, CancellationToken cancellationToken)
    {
        var user = new TypingSignal(caller.UserId, caller.Name, Typing: true);
        var fresh = new Writing(user);
        fresh.Timer = time.CreateTimer(_ => Expire(room, fresh), null, Duration, Timeout.InfiniteTimeSpan);
        writing.AddOrUpdate((room, caller.UserId), fresh, (_, earlier) =>
        {
            earlier.Timer.Dispose();
            return fresh;
        });
        return SignalAsync(room, user, cancellationToken);
    }

    private void Expire(string room, Writing entry)
    {
        entry.Timer.Dispose();
        if (writing.TryRemove(KeyValuePair.Create((room, entry.User.UserId), entry)))
            _ = SignalAsync(room, entry.User with { Typing = false }, CancellationToken.None).AsTask();
    }

    private ValueTask SignalAsync(string room, TypingSignal signal, CancellationToken cancellationToken) =>
        channels.SignalAsync(
            ChatChannels.OfRoom(room),
            ChatTypes.Typing,
            Payload.From(signal, HubJson.Default.TypingSignal),
            new Publisher(signal.UserId, signal.Name, ""),
            cancellationToken);

    private sealed class Writing(TypingSignal user)
    {
        public TypingSignal User { get; } = user;

        public ITimer Timer { get; set; } = null!;
    }
}
