using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Code of this server that follows what this node does to all channels. Called from any thread; it must neither block nor throw.</summary>
internal interface IChannelObserver
{
    /// <summary>A batch is about to be appended.</summary>
    /// <returns>What must have ended before the append is acknowledged; it must not fail.</returns>
    ValueTask<Task> OnAppendingAsync(ChannelName channel, IReadOnlyList<Draft> drafts);

    /// <summary>A batch was appended.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="drafts">What was appended; repeats of idempotency keys are among it.</param>
    /// <param name="first">The position of the first of them that is new.</param>
    void OnAppended(ChannelName channel, IReadOnlyList<Draft> drafts, Position first);

    /// <summary>A connection of this node has a subscription to the channel now.</summary>
    void OnSubscribed(ChannelName channel);

    /// <summary>A subscription of a connection of this node has ended.</summary>
    void OnUnsubscribed(ChannelName channel);
}

/// <summary>The observers there are; none by default, and then nothing is called.</summary>
internal sealed class ChannelObservers
{
    private volatile IChannelObserver? observer;

    /// <summary>Lets one observer follow from now on.</summary>
    public void Add(IChannelObserver added) => observer = observer is null ? added : throw new InvalidOperationException("there is an observer already");

    /// <inheritdoc cref="IChannelObserver.OnAppendingAsync"/>
    public ValueTask<Task> AppendingAsync(ChannelName channel, IReadOnlyList<Draft> drafts) => observer?.OnAppendingAsync(channel, drafts) ?? new(Task.CompletedTask);

    /// <inheritdoc cref="IChannelObserver.OnAppended"/>
    public void Appended(ChannelName channel, IReadOnlyList<Draft> drafts, Position first) => observer?.OnAppended(channel, drafts, first);

    /// <inheritdoc cref="IChannelObserver.OnSubscribed"/>
    public void Subscribed(ChannelName channel) => observer?.OnSubscribed(channel);

    /// <inheritdoc cref="IChannelObserver.OnUnsubscribed"/>
    public void Unsubscribed(ChannelName channel) => observer?.OnUnsubscribed(channel);
}
