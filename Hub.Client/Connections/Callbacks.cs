using System.Collections.Frozen;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>The callbacks of the protocol: their names and what they carry.</summary>
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
}

/// <summary>Knows what the callbacks carry and leaves all else to HubConnection.</summary>
internal sealed class CallbackBinder(IInvocationBinder inner) : IInvocationBinder
{
    public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
        Callbacks.ArgumentsOf(methodName) ?? inner.GetParameterTypes(methodName);

    public Type GetReturnType(string invocationId) => inner.GetReturnType(invocationId);

    public Type GetStreamItemType(string streamId) => inner.GetStreamItemType(streamId);
}
