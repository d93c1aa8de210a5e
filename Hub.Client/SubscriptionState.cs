namespace RealtimeHub.Client;

/// <summary>Where a <see cref="Subscription"/> stands.</summary>
public enum SubscriptionState
{
    /// <summary>Asked for; waits for a connection or for the reply.</summary>
    Subscribing,

    /// <summary>Caught up and live.</summary>
    Subscribed,

    /// <summary>The reader is behind: what comes now will be read again when its buffer is empty.</summary>
    Lagging,

    /// <summary>Ended: by the caller, by the server, or with the client.</summary>
    Ended,
}

/// <summary>A change of <see cref="Subscription.State"/>.</summary>
/// <param name="Previous">The state before.</param>
/// <param name="Current">The state now.</param>
/// <param name="Recovered">
/// With <see cref="SubscriptionState.Subscribed"/> after an interruption: whether everything missed was delivered.
/// </param>
/// <param name="Error">Why it ended or has to be asked for again; null where nothing went wrong.</param>
public sealed record SubscriptionStateChange(SubscriptionState Previous, SubscriptionState Current, bool Recovered = false, Exception? Error = null);
