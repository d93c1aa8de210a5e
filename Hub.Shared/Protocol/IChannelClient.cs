namespace RealtimeHub.Shared;

/// <summary>The methods that the server calls on a client. Each takes one argument; a client ignores fields it does not know.</summary>
public interface IChannelClient
{
    /// <summary>Called once, before any other method.</summary>
    Task Welcome(Welcome welcome);

    /// <summary>A publication of a subscribed channel: replayed, a snapshot, or live.</summary>
    Task Publication(Publication publication);

    /// <summary>A signal of a subscribed channel.</summary>
    Task Signal(Signal signal);

    /// <summary>Members who joined, changed or left. Ignore a change whose version isn't above the one held.</summary>
    Task Presence(PresenceChange presence);

    /// <summary>The publications that follow do not continue those before: read the channel again.</summary>
    Task Reset(Reset reset);

    /// <summary>The server ended a subscription.</summary>
    Task Unsubscribed(Unsubscribed unsubscribed);

    /// <summary>The token expires soon: call RefreshToken.</summary>
    Task TokenExpiring(TokenExpiring tokenExpiring);

    /// <summary>This node is shutting down: reconnect at a random moment within the given time.</summary>
    Task Draining(Draining draining);

    /// <summary>The server is about to close this connection.</summary>
    Task Closing(Closing closing);
}
