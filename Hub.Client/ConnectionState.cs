namespace RealtimeHub.Client;

/// <summary>Where a <see cref="HubClient"/> stands with its hub.</summary>
public enum ConnectionState
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>Making its first connection; tried again until it succeeds.</summary>
    Connecting,

    /// <summary>Connected and welcomed. Subscriptions may still be catching up: each has a state of its own.</summary>
    Connected,

    /// <summary>The connection was lost; waiting or trying to come back.</summary>
    Reconnecting,

    /// <summary>Ended: by the caller, or because the server said never to come back.</summary>
    Closed,
}

/// <summary>A change of <see cref="HubClient.State"/>.</summary>
/// <param name="Previous">The state before.</param>
/// <param name="Current">The state now.</param>
/// <param name="Error">Why a connection failed, was lost or ended; null where nothing went wrong.</param>
/// <param name="RetryAfter">How long the client waits before its next attempt; null where none is planned.</param>
public sealed record ConnectionStateChange(ConnectionState Previous, ConnectionState Current, Exception? Error = null, TimeSpan? RetryAfter = null);
