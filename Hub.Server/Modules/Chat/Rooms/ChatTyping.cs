using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>Signals who is typing, and ends it by itself after a while.</summary>
internal sealed class ChatTyping(RoomStore store, IModuleChannels channels, TimeProvider time) : IDisposable
{
    /// <summary>How long a member counts as typing after the last call that said so.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    // One for each member who is typing now: bounded by the rate at which connections may begin.
    private readonly ConcurrentDictionary<(string Room, string UserId), TypingMember> typing = new();

    /// <summary>Begins, prolongs or ends the caller's typing.</summary>
    /// <param name="caller">The member.</param>
    /// <param name="request">The room, and whether the member types.</param>
    /// <param name="withinRate">False leaves out a beginning; an end is never left out.</param>
    /// <param name="cancellationToken">Cancelling takes effect before the signal or not at all.</param>
    public async ValueTask<Outcome<bool>> SetAsync(ChatCaller caller, SetTypingRequest request, bool withinRate, CancellationToken cancellationToken)
    {
        if (TextRules.Room(request.Room) is { } refusal)
            return refusal;
        if (request.Typing && !withinRate)
            return true;
        var snapshot = await store.ReadAsync(request.Room, caller.UserId, [], null, cancellationToken);
        if (snapshot.RequireWriter() is { } denied)
            return denied;
        if (request.Typing)
            await BeginAsync(request.Room, caller, cancellationToken);
        else
            await EndAsync(request.Room, caller.UserId, cancellationToken);
        return true;
    }

    /// <summary>Signals the end, if the user was typing.</summary>
    public async ValueTask EndAsync(string room, string userId, CancellationToken cancellationToken)
    {
        if (!typing.TryRemove((room, userId), out var ended))
            return;
        ended.Timer.Dispose();
        await SignalAsync(room, ended.User with { Typing = false }, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var entry in typing.Values)
            entry.Timer.Dispose();
    }

    private ValueTask BeginAsync(string room, ChatCaller caller, CancellationToken cancellationToken)
    {
        var user = new TypingSignal(caller.UserId, caller.Name, Typing: true);
        var fresh = new TypingMember(user);
        fresh.Timer = time.CreateTimer(_ => Expire(room, fresh), null, Duration, Timeout.InfiniteTimeSpan);
        typing.AddOrUpdate((room, caller.UserId), fresh, (_, earlier) =>
        {
            earlier.Timer.Dispose();
            return fresh;
        });
        return SignalAsync(room, user, cancellationToken);
    }

    private void Expire(string room, TypingMember entry)
    {
        entry.Timer.Dispose();
        if (typing.TryRemove(KeyValuePair.Create((room, entry.User.UserId), entry)))
            _ = SignalAsync(room, entry.User with { Typing = false }, CancellationToken.None).AsTask();
    }

    private ValueTask SignalAsync(string room, TypingSignal signal, CancellationToken cancellationToken) =>
        channels.SignalAsync(
            ChatChannels.OfRoom(room),
            ChatTypes.Typing,
            Payload.From(signal, HubJson.Default.TypingSignal),
            new Publisher(signal.UserId, signal.Name, ""),
            cancellationToken);

    private sealed class TypingMember(TypingSignal user)
    {
        public TypingSignal User { get; } = user;

        public ITimer Timer { get; set; } = null!;
    }
}
