using System.Collections.Frozen;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>The callbacks of the protocol: their names, what they carry, and whom they reach.</summary>
internal static class Callbacks
{
    private static readonly FrozenDictionary<string, Type[]> Arguments = new Dictionary<string, Type[]>
    {
        [nameof(IChannelClient.Welcome)] = [typeof(Welcome)],
        [nameof(IChannelClient.Publication)] = [typeof(Publication)],
        [nameof(IChannelClient.Signal)] = [typeof(Signal)],
        [nameof(IChannelClient.Presence)] = [typeof(PresenceChange)],
        [nameof(IChannelClient.Reset)] = [typeof(Reset)],
        [nameof(IChannelClient.Unsubscribed)] = [typeof(Unsubscribed)],
        [nameof(IChannelClient.TokenExpiring)] = [typeof(TokenExpiring)],
        [nameof(IChannelClient.Draining)] = [typeof(Draining)],
        [nameof(IChannelClient.Closing)] = [typeof(Closing)],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsCallback(string target) => Arguments.ContainsKey(target);

    public static Type[]? ArgumentsOf(string target) => Arguments.GetValueOrDefault(target);

    public static void HandOver(object argument, ISessionListener listener)
    {
        switch (argument)
        {
            case Publication publication: listener.OnPublication(publication); break;
            case Signal signal: listener.OnSignal(signal); break;
            case PresenceChange presence: listener.OnPresence(presence); break;
            case Reset reset: listener.OnReset(reset); break;
            case Unsubscribed unsubscribed: listener.OnUnsubscribed(unsubscribed); break;
            case TokenExpiring tokenExpiring: listener.OnTokenExpiring(tokenExpiring); break;
            case Draining draining: listener.OnDraining(draining); break;
            case Closing closing: listener.OnClosing(closing); break;
            case Welcome welcome: listener.OnWelcome(welcome); break;
        }
    }
}

/// <summary>Knows what the callbacks carry and leaves all else to HubConnection.</summary>
internal sealed class CallbackBinder(IInvocationBinder inner) : IInvocationBinder
{
    public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
        Callbacks.ArgumentsOf(methodName) ?? inner.GetParameterTypes(methodName);

    public Type GetReturnType(string invocationId) => inner.GetReturnType(invocationId);

    public Type GetStreamItemType(string streamId) => inner.GetStreamItemType(streamId);
}
