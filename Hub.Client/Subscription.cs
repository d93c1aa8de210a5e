using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>
/// A channel that is being received, over any number of connections: publications come in order, each once, none left out
/// (log mode), or as the latest value per key (state mode). Where they could not be continued
/// <see cref="SubscriptionOptions.OnReset"/> is called, at its place among them.
/// </summary>
/// <remarks>
/// <para>Read it with <c>await foreach</c>, one reader at a time, or give <see cref="SubscriptionOptions.OnPublication"/>. Leaving
/// the loop leaves the subscription alive; dispose it to end it. The loop ends when the subscription is disposed and throws
/// <see cref="SubscriptionEndedException"/> or <see cref="HubClosedException"/> when the server ended it.</para>
/// <para>Publications wait for their reader in a buffer of <see cref="HubClientOptions.BufferCapacity"/> and
/// <see cref="HubClientOptions.BufferBytes"/>. When it is full in log mode, the subscription is
/// <see cref="SubscriptionState.Lagging"/>: what comes is dropped, and once the reader has emptied the buffer everything
/// after it is read again from the channel's history. Nothing is lost unless history no longer has it by then, which is
/// a reset. In state mode a newer value takes the place of the waiting one of its key.</para>
/// </remarks>
public sealed class Subscription : IAsyncEnumerable<Publication>, IAsyncDisposable
{
    private readonly SubscriptionCore core;

    internal Subscription(SubscriptionCore core)
    {
        this.core = core;
        core.StateChanged += change => StateChanged?.Invoke(this, change);
    }

    /// <summary>Raised when <see cref="State"/> has changed, once for each change, in order.</summary>
    public event EventHandler<SubscriptionStateChange>? StateChanged;

    /// <summary>The channel.</summary>
    public ChannelName Channel => core.Channel;

    /// <summary>Where it stands.</summary>
    public SubscriptionState State => core.State;

    /// <summary>The channel's mode.</summary>
    public ChannelMode Mode => core.LastReply!.Mode;

    /// <summary>The last reply of the server: position, whether the last return recovered everything, granted rate.</summary>
    public SubscribeResult LastReply => core.LastReply!;

    /// <summary>
    /// Where it would continue from; null in signal mode. Publications up to here may still wait for the reader: to come back in
    /// another process use this epoch with the offset (log mode) or <see cref="Publication.Resume"/> (state mode) of the last
    /// publication that was dealt with.
    /// </summary>
    public Position? Position => core.Position;

    /// <summary>Who is here; null unless asked for. Beyond the server's limit only the counts.</summary>
    public PresenceSnapshot? Presence => core.Presence;

    /// <summary>Changes keys or rate (state mode); null changes nothing, a rate of 0 pauses, −1 lifts the limit. It holds on return, too.</summary>
    /// <exception cref="HubCallException">The server refused it.</exception>
    public Task<UpdateSubscriptionResult> UpdateAsync(IReadOnlyList<string>? keys = null, double? maxRate = null, CancellationToken cancellationToken = default) =>
        core.UpdateAsync(keys, maxRate, cancellationToken);

    /// <summary>Reads the publications. See the remarks of the class.</summary>
    /// <exception cref="InvalidOperationException">There is another reader, or a handler of publications.</exception>
    public IAsyncEnumerator<Publication> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        core.Reader.ReadAsync(cancellationToken);

    /// <summary>Waits until the handlers have returned for everything that has come so far.</summary>
    internal Task HandledAsync() => core.HandledAsync(CancellationToken.None);

    /// <summary>Ends it, on the server, too. No handler of publications begins any more; one that is running may finish.</summary>
    public ValueTask DisposeAsync() => core.LeaveAsync();
}
