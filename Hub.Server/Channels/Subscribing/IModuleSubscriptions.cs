using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>
/// Subscriptions as modules use them, as a part of their own methods. Apart from <see cref="IModuleChannels"/>, because
/// what decides who may subscribe uses that.
/// </summary>
internal interface IModuleSubscriptions
{
    /// <summary>Subscribes the calling connection as <c>Subscribe</c> does: rights, replay and presence included.</summary>
    /// <param name="connection">The connection that calls the module's method.</param>
    /// <param name="edge">The way back to it; the replay is written through it before this returns.</param>
    /// <param name="request">What <c>Subscribe</c> takes.</param>
    /// <param name="cancellationToken">Cancelled when the connection ends.</param>
    ValueTask<Outcome<SubscribeResult>> SubscribeAsync(ChannelConnection connection, CallerEdge edge, SubscribeRequest request, CancellationToken cancellationToken);

    /// <summary>Ends the calling connection's subscription; returns after its last delivery. False when there was none.</summary>
    ValueTask<bool> UnsubscribeAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken);

    /// <summary>Ends a user's subscriptions of a channel, on every connection, and tells each why. The connections stay.</summary>
    /// <remarks>
    /// Nothing that is published after the return reaches those of this node; on the others they end a moment later. A subscription that is being made
    /// meanwhile ends, too, if its right was taken away before. Their readers are not waited for.
    /// </remarks>
    /// <param name="channel">The channel.</param>
    /// <param name="userId">The user; null for all users.</param>
    /// <param name="code">Why, as one word.</param>
    /// <param name="message">Why, for people.</param>
    /// <param name="details">What is told next to it.</param>
    ValueTask EndAsync(ChannelName channel, string? userId, string code, string message, RefusalDetails? details = null);

    /// <summary>Ends the subscriptions of a channel of all users of this node that a condition is true for, as <see cref="EndAsync"/> does for one.</summary>
    void EndWhere(ChannelName channel, Func<string, bool> loses, string code, string message);

    /// <summary>Whether a connection of this node receives what is published to a channel; one that has paused does not.</summary>
    bool HasReceivers(ChannelName channel);
}
