namespace RealtimeHub.Shared;

/// <summary>
/// The methods of channels. Every request is one object. Every refusal is a SignalR error whose text contains
/// <c>HubException: code: text</c> and, on a line of its own, the details (see <see cref="RefusalText"/>). Any method may be refused with
/// <c>bad_request</c>, <c>permission_denied</c>, <c>rate_limited</c>, <c>unavailable</c> and <c>internal</c>.
/// </summary>
public interface IChannelMethods
{
    /// <summary>
    /// Subscribes: replays what was missed, then delivers live. All of the replay is sent before the reply.
    /// <c>position_lost</c> where the request says so for a gap; <c>limit_exceeded</c> with too many subscriptions.
    /// </summary>
    Task<SubscribeResult> Subscribe(SubscribeRequest request);

    /// <summary>Subscribes to at most 200 channels, one after another. A refusal of one is its result and does not fail the call.</summary>
    Task<SubscribeManyResult> SubscribeMany(SubscribeManyRequest request);

    /// <summary>Changes keys or rate of a subscription in state mode.</summary>
    Task<UpdateSubscriptionResult> UpdateSubscription(UpdateSubscriptionRequest request);

    /// <summary>Ends a subscription; returns after its last delivery. No error for a channel that is not subscribed.</summary>
    Task Unsubscribe(UnsubscribeRequest request);

    /// <summary>
    /// Publishes; returns when the publication is as durable as its namespace is configured. <c>conflict</c> with another
    /// head than expected, <c>payload_too_large</c> over the limit.
    /// </summary>
    Task<PublishResult> Publish(PublishRequest request);

    /// <summary>Sends a signal to the current subscribers; it is never stored.</summary>
    Task Signal(SignalRequest request);

    /// <summary>Reads a page of history, ascending.</summary>
    Task<HistoryPage> ReadHistory(ReadHistoryRequest request);

    /// <summary>Reads a page of a channel's state, ordered by key.</summary>
    Task<StatePage> ReadState(ReadStateRequest request);

    /// <summary>Reads the presence of a channel.</summary>
    Task<PresenceSnapshot> ReadPresence(ReadPresenceRequest request);

    /// <summary>Sets the presence data of this connection in a subscribed channel.</summary>
    Task UpdatePresence(UpdatePresenceRequest request);

    /// <summary>Moves the calling user's read position forward; it never moves back.</summary>
    Task<MarkReadResult> MarkRead(MarkReadRequest request);

    /// <summary>Reads the calling user's read positions.</summary>
    Task<ReadCursorsResult> ReadCursors(ReadCursorsRequest request);

    /// <summary>
    /// Replaces the token by a new one of the same user; subscriptions that it does not allow end. <c>unauthorized</c> for
    /// another user or an invalid token.
    /// </summary>
    Task<RefreshTokenResult> RefreshToken(RefreshTokenRequest request);
}
