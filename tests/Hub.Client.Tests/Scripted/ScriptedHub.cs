using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>A hub that does what the test's script says.</summary>
public sealed class ScriptedHub(HubScript script) : Hub<IChannelClient>, IChannelMethods
{
    public override Task OnConnectedAsync() => script.OnConnectedAsync(new ScriptedCall(Clients.Caller, Context));

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        script.Left.Add(Context.ConnectionId);
        return Task.CompletedTask;
    }

    public Task<SubscribeResult> Subscribe(SubscribeRequest request) => Run<SubscribeRequest, SubscribeResult>(request, script.Subscribe);

    public Task<SubscribeManyResult> SubscribeMany(SubscribeManyRequest request) =>
        Run<SubscribeManyRequest, SubscribeManyResult>(request, async (call, many) =>
        {
            if (script.SubscribeManyAllowed(many.Subscriptions.Count) is { } refusal)
                throw new HubException(refusal);
            var results = new List<SubscribeOutcome>();
            foreach (var one in many.Subscriptions)
                results.Add(new SubscribeOutcome(await script.Subscribe(call, one)));
            return new SubscribeManyResult(results);
        });

    public Task<UpdateSubscriptionResult> UpdateSubscription(UpdateSubscriptionRequest request) =>
        Run<UpdateSubscriptionRequest, UpdateSubscriptionResult>(request, (_, _) => Task.FromResult(new UpdateSubscriptionResult(request.MaxRate, request.Keys)));

    public Task Unsubscribe(UnsubscribeRequest request) => Run<UnsubscribeRequest, bool>(request, (_, _) => Task.FromResult(true));

    public Task<PublishResult> Publish(PublishRequest request) => Run<PublishRequest, PublishResult>(request, script.Publish);

    public Task Signal(SignalRequest request) => Run<SignalRequest, bool>(request, (_, _) => Task.FromResult(true));

    public Task<HistoryPage> ReadHistory(ReadHistoryRequest request) => Run<ReadHistoryRequest, HistoryPage>(request, script.ReadHistory);

    public Task<StatePage> ReadState(ReadStateRequest request) => throw new HubException("bad_request: not scripted");

    public Task<PresenceSnapshot> ReadPresence(ReadPresenceRequest request) => Run<ReadPresenceRequest, PresenceSnapshot>(request, script.ReadPresence);

    public Task UpdatePresence(UpdatePresenceRequest request) => Run<UpdatePresenceRequest, bool>(request, (_, _) => Task.FromResult(true));

    public Task<MarkReadResult> MarkRead(MarkReadRequest request) => Run<MarkReadRequest, MarkReadResult>(request, script.MarkRead);

    public Task<ReadCursorsResult> ReadCursors(ReadCursorsRequest request) => Run<ReadCursorsRequest, ReadCursorsResult>(request, script.ReadCursors);

    public Task<MessagePage> GetMessages(GetMessagesRequest request) => Run<GetMessagesRequest, MessagePage>(request, script.GetMessages);

    public Task<Message> PostMessage(PostMessageRequest request) => Run<PostMessageRequest, Message>(request, script.PostMessage);

    public Task SetTyping(SetTypingRequest request) => Run<SetTypingRequest, bool>(request, (_, _) => Task.FromResult(true));

    public Task<RefreshTokenResult> RefreshToken(RefreshTokenRequest request) =>
        Run<RefreshTokenRequest, RefreshTokenResult>(request, (_, _) => Task.FromResult(new RefreshTokenResult(0, [])));

    private Task<TResult> Run<TRequest, TResult>(TRequest request, Func<ScriptedCall, TRequest, Task<TResult>> answer)
        where TRequest : notnull
    {
        script.Calls.Add(request);
        return answer(new ScriptedCall(Clients.Caller, Context), request);
    }
}
