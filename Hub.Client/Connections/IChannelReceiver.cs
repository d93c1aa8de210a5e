using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// Receives what comes for one channel that another method than Subscribe subscribes to. Called by the receive loop, one call
/// at a time: it must neither wait nor throw.
/// </summary>
internal interface IChannelReceiver
{
    void OnPublication(Publication publication);

    void OnSignal(Signal signal);

    void OnReset(Reset reset);

    void OnUnsubscribed(Unsubscribed unsubscribed);
}
