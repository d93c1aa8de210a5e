namespace RealtimeHub.Shared;

/// <summary>
/// What a client may call for channels. Every request is one object; every refusal is a SignalR error whose text holds
/// <c>HubException: code: text</c> (see <see cref="ErrorCode"/>).
/// </summary>
public interface IChannelMethods
{
    /// <summary>Replays what was missed, then delivers live. All of the replay is written before the reply.</summary>
    Task<SubscribeResult> Subscribe(SubscribeRequest request);

    /// <summary>Subscribes to up to 200 channels, one after another; never fails as a whole.</summary>
    Task<SubscribeManyResult> SubscribeMany(SubscribeManyRequest request);

    /// <summary>Changes keys or rate of a subscription in state mode.</summary>
    Task<UpdateSubscriptionResult> UpdateSubscription(UpdateSubscriptionRequest request);

    /// <summary>Ends a subscription; returns after its last delivery. An unknown channel is no error.</summary>
    Task Unsubscribe(UnsubscribeRequest request);

    /// <summary>Publishes; resolves when the engine has accepted it as durably as the namespace says.</summary>
    Task<PublishResult> Publish(PublishRequest request);

    /// <summary>Sends a message that is never stored.</summary>
    Task Signal(SignalRequest request);

    /// <summary>Reads a page of history, ascending.</summary>
    Task<HistoryPage> ReadHistory(ReadHistoryRequest request);

    /// <summary>Reads a page of a channel's state, ordered by key.</summary>
    Task<StatePage> ReadState(ReadStateRequest request);

    /// <summary>Reads who is here.</summary>
    Task<PresenceSnapshot> ReadPresence(ReadPresenceRequest request);

    /// <summary>Sets what this connection says of itself.</summary>
    Task UpdatePresence(UpdatePresenceRequest request);

    /// <summary>Moves the calling user's read position forward; it never moves back.</summary>
    Task<MarkReadResult> MarkRead(MarkReadRequest request);

    /// <summary>Reads the calling user's read positions.</summary>
    Task<ReadCursorsResult> ReadCursors(ReadCursorsRequest request);

    /// <summary>Goes on with a new token of the same user.</summary>
    Task<RefreshTokenResult> RefreshToken(RefreshTokenRequest request);
}
