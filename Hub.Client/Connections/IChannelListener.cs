using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// Receives what one connection delivers for channels, in the order of the wire, replies to Subscribe included. Called by
/// the receive loop, one call at a time: it must neither wait nor throw.
/// </summary>
internal interface IChannelListener
{
    void OnPublication(Publication publication);

    void OnSignal(Signal signal);

    void OnPresence(PresenceChange presence);

    void OnReset(Reset reset);

    void OnUnsubscribed(Unsubscribed unsubscribed);

    /// <summary>A Subscribe was granted, or refused with the error.</summary>
    void OnSubscribeReply(SubscribeRequest request, SubscribeResult? result, HubCallException? error);
}
