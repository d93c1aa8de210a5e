using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>One call to a scripted hub, or the arrival of a connection.</summary>
public sealed record ScriptedCall(IChannelClient Caller, HubCallerContext Context)
{
    /// <summary>Ends the connection without a word.</summary>
    public void Cut() => Context.Abort();
}

/// <summary>What a scripted hub answers, and what came to it.</summary>
public sealed class HubScript
{
    public Recorder<object> Calls { get; } = new();

    public Recorder<ScriptedCall> Connected { get; } = new();

    public Recorder<string> Left { get; } = new();

    public Func<ScriptedCall, Task> AfterWelcome { get; set; } = _ => Task.CompletedTask;

    public Func<ScriptedCall, SubscribeRequest, Task<SubscribeResult>> Subscribe { get; set; } = (_, request) => Task.FromResult(Granted(request, 0));

    /// <summary>The refusal of a whole SubscribeMany of so many channels; null to take it.</summary>
    public Func<int, string?> SubscribeManyAllowed { get; set; } = _ => null;

    public Func<ScriptedCall, PublishRequest, Task<PublishResult>> Publish { get; set; } = (_, _) => Task.FromResult(new PublishResult(new Position("e", 1), false));

    public Func<ScriptedCall, ReadHistoryRequest, Task<HistoryPage>> ReadHistory { get; set; } = (_, _) => Task.FromResult(new HistoryPage([], new Position("e", 0), false));

    public Func<ScriptedCall, ReadPresenceRequest, Task<PresenceSnapshot>> ReadPresence { get; set; } = (_, _) => Task.FromResult(new PresenceSnapshot([], 0, 0, 0));

    public Func<ScriptedCall, ReadCursorsRequest, Task<ReadCursorsResult>> ReadCursors { get; set; } = (_, _) => throw new HubException("bad_request: not scripted");

    public Func<ScriptedCall, MarkReadRequest, Task<MarkReadResult>> MarkRead { get; set; } = (_, _) => throw new HubException("bad_request: not scripted");

    public Func<ScriptedCall, GetMessagesRequest, Task<MessagePage>> GetMessages { get; set; } = (_, _) => throw new HubException("bad_request: not scripted");

    public Func<ScriptedCall, PostMessageRequest, Task<Message>> PostMessage { get; set; } = (_, _) => throw new HubException("bad_request: not scripted");

    /// <summary>Who callers are; null for anonymous callers.</summary>
    public string? UserId { get; set; }

    public async Task OnConnectedAsync(ScriptedCall call)
    {
        await call.Caller.Welcome(new Welcome(call.Context.ConnectionId, UserId, "scripted", 0, new WelcomeLimits(65536, 500, 1000)));
        Connected.Add(call);
        await AfterWelcome(call);
    }

    /// <summary>The calls of one kind, in order.</summary>
    public IReadOnlyList<T> CallsOf<T>() => [.. Calls.Items.OfType<T>()];

    public static SubscribeResult Granted(SubscribeRequest request, long offset, ChannelMode mode = ChannelMode.Log) => new()
    {
        Channel = ChannelName.Parse(request.Channel),
        Mode = mode,
        Position = new Position("e", offset),
        Recovered = request.Since is not null,
    };

    public static Publication Numbered(string channel, long offset) => new()
    {
        Channel = ChannelName.Parse(channel),
        Offset = offset,
        Type = "number",
        Data = Payload.From(offset),
        Time = 0,
    };
}
