using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// A hub protocol that hands callbacks, and the replies to Subscribe, to a listener the moment they are parsed.
/// </summary>
/// <remarks>
/// HubConnection runs <c>On</c> handlers in a task of their own while replies complete in the receive loop, so a reply can
/// overtake publications that came before it. Publications carry no epoch: what they continue is known only from
/// the reply's place among them. Taking both here, in the order of the wire, makes that exact for any encoding.
/// </remarks>
internal sealed class OrderedHubProtocol(IHubProtocol inner, SessionListener listener) : IHubProtocol
{
    private readonly ConcurrentDictionary<string, object> subscribing = [];

    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        Remember(message);
        return inner.GetMessageBytes(message);
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        Remember(message);
        inner.WriteMessage(message, output);
    }

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var callbacks = new CallbackBinder(binder);
        while (inner.TryParseMessage(ref input, callbacks, out message))
        {
            if (message is CompletionMessage completion)
                HandOver(completion);
            if (!IsHandedOver(message))
                return true;
        }

        return false;
    }

    private void Remember(HubMessage message)
    {
        if (message is InvocationMessage { InvocationId: { } id, Arguments: [SubscribeRequest or SubscribeManyRequest] } call)
            subscribing[id] = call.Arguments[0]!;
    }

    private void HandOver(CompletionMessage completion)
    {
        if (completion.InvocationId is not { } id || !subscribing.TryRemove(id, out var request))
            return;
        var refusal = completion.Error is { } error ? CallErrors.Read(error) : null;
        if (request is SubscribeRequest one)
            listener.Channels.OnSubscribeReply(one, completion.Result as SubscribeResult, refusal);
        else if (request is SubscribeManyRequest many)
            HandOver(many, completion.Result as SubscribeManyResult, refusal);
    }

    private void HandOver(SubscribeManyRequest request, SubscribeManyResult? result, HubCallException? refusal)
    {
        for (var i = 0; i < request.Subscriptions.Count; i++)
        {
            var outcome = i < result?.Results.Count ? result.Results[i] : null;
            var error = outcome?.Error is { } own ? CallErrors.Read(own) : refusal;
            listener.Channels.OnSubscribeReply(request.Subscriptions[i], outcome?.Subscription, error);
        }
    }

    private bool IsHandedOver(HubMessage message)
    {
        switch (message)
        {
            case InvocationMessage { InvocationId: null, Arguments: [{ } argument] } call when Callbacks.IsCallback(call.Target):
                listener.On(argument);
                return true;
            case InvocationBindingFailureMessage { InvocationId: null } failure when Callbacks.IsCallback(failure.Target):
                listener.OnUnreadable(failure.Target, failure.BindingFailure.SourceException);
                return true;
            default:
                return false;
        }
    }
}
