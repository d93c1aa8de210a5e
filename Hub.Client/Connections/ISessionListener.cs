using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// Hears what one connection receives, in the order of the wire, replies to Subscribe included. Called by the receive loop,
/// one call at a time: it must neither wait nor throw.
/// </summary>
internal interface ISessionListener
{
    void OnWelcome(Welcome welcome);

    void OnPublication(Publication publication);

    void OnSignal(Signal signal);

    void OnPresence(PresenceChange presence);

    void OnReset(Reset reset);

    void OnUnsubscribed(Unsubscribed unsubscribed);

    void OnTokenExpiring(TokenExpiring tokenExpiring);

    void OnDraining(Draining draining);

    void OnClosing(Closing closing);

    /// <summary>A Subscribe was granted, or refused with the error.</summary>
    void OnSubscribeReply(SubscribeRequest request, SubscribeResult? result, HubCallException? error);

    /// <summary>A callback came that could not be read.</summary>
    void OnUnreadable(string target, Exception error);
}
