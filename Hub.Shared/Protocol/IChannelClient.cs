namespace RealtimeHub.Shared;

/// <summary>What the server calls on a client. Each takes one argument; a client ignores fields it does not know.</summary>
public interface IChannelClient
{
    /// <summary>Once, before anything else.</summary>
    Task Welcome(Welcome welcome);

    /// <summary>A publication of a subscribed channel: replayed, a snapshot, or live.</summary>
    Task Publication(Publication publication);

    /// <summary>A signal of a subscribed channel.</summary>
    Task Signal(Signal signal);

    /// <summary>Who came, changed and went. Drop one whose version isn't above the one held.</summary>
    Task Presence(PresenceChange presence);

    /// <summary>What follows doesn't continue what went before: reload.</summary>
    Task Reset(Reset reset);

    /// <summary>The server ended a subscription.</summary>
    Task Unsubscribed(Unsubscribed unsubscribed);

    /// <summary>The token runs out soon: call RefreshToken.</summary>
    Task TokenExpiring(TokenExpiring tokenExpiring);

    /// <summary>This node is going: reconnect, spread at random over the given time.</summary>
    Task Draining(Draining draining);

    /// <summary>The server is about to close this connection.</summary>
    Task Closing(Closing closing);
}
