using RealtimeHub.Shared;

namespace RealtimeHub.Client.Feeds;

/// <summary>
/// The newest values of a feed by key, always right over any number of connections: patches merged, removed keys gone, and
/// after a lost connection only what changed meanwhile is sent.
/// </summary>
/// <remarks>All members may be used from any thread. Events are raised one at a time, in the order of the changes; a handler must not block on <see cref="UpdateAsync"/>.</remarks>
public sealed class LiveFeed : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly FeedValues held = new();
    private readonly FeedDemand demand;
    private TaskCompletionSource stateChanged = NewWait();
    private Subscription? subscription;
    private double rate;
    private double? grantedRate;
    private bool paused;
    private long received;
    private long merged;

    private LiveFeed(HubClient client, string name, LiveFeedOptions options)
    {
        Name = name;
        rate = options.MaxRate ?? -1;
        paused = rate == 0;
        demand = new FeedDemand(new Demand(options.Keys, rate), new Following(this), client.TimeProvider);
    }

    /// <summary>Raised after a value has come, changed or gone.</summary>
    public event EventHandler<FeedChange>? Changed;

    /// <summary>Raised when the feed begins again: <see cref="Values"/> is empty, and the present values follow.</summary>
    public event EventHandler<Reset>? WasReset;

    /// <summary>Raised when <see cref="State"/> has changed.</summary>
    public event EventHandler<SubscriptionStateChange>? StateChanged;

    /// <summary>Raised when the server ended it for good: nothing more comes.</summary>
    public event EventHandler<SubscriptionStateChange>? Ended;

    /// <summary>The feed's name.</summary>
    public string Name { get; }

    /// <summary>The newest value of each key that has one: the same dictionary for as long as the feed lives.</summary>
    public IReadOnlyDictionary<string, FeedValue> Values => held.All;

    /// <summary>Where it stands; in any state but <see cref="SubscriptionState.Subscribed"/> the values may be old.</summary>
    public SubscriptionState State => subscription?.State ?? SubscriptionState.Subscribing;

    /// <summary>The keys that the server sends; null: all.</summary>
    public IReadOnlyList<string>? Keys => demand.Granted.Keys;

    /// <summary>How many values a second and key the server sends at most, as it granted it; null: no limit, 0: paused.</summary>
    public double? MaxRate
    {
        get
        {
            lock (gate)
                return grantedRate;
        }
    }

    /// <summary>Whether it is paused, or going to be.</summary>
    public bool Paused
    {
        get
        {
            lock (gate)
                return paused;
        }
    }

    /// <summary>How many values have come.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>How many values were left out, because newer ones took their place.</summary>
    public long Merged => Interlocked.Read(ref merged);

    /// <summary>
    /// Changes keys or rate; null changes nothing, a rate of −1 sets no limit. May be called as often as a table scrolls: the
    /// server is asked for the newest change, one at a time. Returns when it has that: <see cref="Values"/> is of these keys then.
    /// </summary>
    /// <remarks>Cancelling ends the wait; the change stays wanted.</remarks>
    /// <exception cref="HubCallException">The server refused it; keys and rate are as before.</exception>
    public Task UpdateAsync(IReadOnlyList<string>? keys = null, double? maxRate = null, CancellationToken cancellationToken = default)
    {
        double asked;
        lock (gate)
        {
            paused = maxRate is { } given ? given == 0 : paused;
            rate = maxRate is { } limit and not 0 ? limit : rate;
            asked = paused ? 0 : rate;
        }

        return demand.ChangeAsync(keys, asked).WaitAsync(cancellationToken);
    }

    /// <summary>Has the server send nothing until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) => UpdateAsync(maxRate: 0, cancellationToken: cancellationToken);

    /// <summary>Continues at the rate of before; what changed meanwhile comes first.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        double before;
        lock (gate)
            before = rate == 0 ? -1 : rate;
        return UpdateAsync(maxRate: before, cancellationToken: cancellationToken);
    }

    /// <summary>Stops following the feed.</summary>
    public ValueTask DisposeAsync() => subscription?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static async Task<LiveFeed> OpenAsync(HubClient client, string name, LiveFeedOptions options, CancellationToken cancellationToken)
    {
        var feed = new LiveFeed(client, name, options);
        feed.subscription = await client.SubscribeAsync("feed:" + name, new SubscriptionOptions
        {
            Keys = options.Keys,
            MaxRate = feed.rate,
            OnPublication = (publication, _) => feed.Take(publication),
            OnReset = (reset, _) => feed.Restart(reset),
            OnStateChange = feed.Become,
        }, cancellationToken).ConfigureAwait(false);
        lock (feed.gate)
            feed.grantedRate = feed.subscription.LastReply.MaxRate;
        return feed;
    }

    private ValueTask Take(Publication publication)
    {
        FeedChange? change;
        lock (gate)
            change = held.Take(publication);
        if (change is null)
            return ValueTask.CompletedTask;
        Interlocked.Increment(ref received);
        Interlocked.Add(ref merged, change.Merged);
        Raise(change);
        return ValueTask.CompletedTask;
    }

    private ValueTask Restart(Reset reset)
    {
        lock (gate)
            held.Clear();
        WasReset?.Invoke(this, reset);
        return ValueTask.CompletedTask;
    }

    private void Become(SubscriptionStateChange change)
    {
        // A change of keys whose answer was lost may have brought values that nothing keeps right.
        if (change.Current == SubscriptionState.Subscribing)
            Keep(Keys);
        Interlocked.Exchange(ref stateChanged, NewWait()).SetResult();
        if (change is { Current: SubscriptionState.Ended, Error: not null })
            Ended?.Invoke(this, change);
        StateChanged?.Invoke(this, change);
    }

    private void Keep(IReadOnlyList<string>? keys)
    {
        if (keys is null)
            return;
        IReadOnlyList<FeedChange> dropped;
        lock (gate)
            dropped = held.Keep(keys);
        foreach (var change in dropped)
            Raise(change);
    }

    private void Raise(FeedChange change) => Changed?.Invoke(this, change);

    private static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Following(LiveFeed feed) : IDemandSubscription
    {
        public bool IsLive => feed.State == SubscriptionState.Subscribed;

        public async Task WaitUntilLiveAsync()
        {
            while (true)
            {
                var change = feed.stateChanged.Task;
                if (IsLive)
                    return;
                if (feed.State == SubscriptionState.Ended)
                    throw new ObjectDisposedException(nameof(LiveFeed), "The feed was closed.");
                await change.ConfigureAwait(false);
            }
        }

        public Task<UpdateSubscriptionResult> UpdateAsync(IReadOnlyList<string>? keys, double? maxRate) => feed.subscription!.UpdateAsync(keys, maxRate);

        public async Task SettleAsync(Demand demand, UpdateSubscriptionResult? result)
        {
            // What came for the keys of before is dealt with before they are dropped.
            await feed.subscription!.HandledAsync().ConfigureAwait(false);
            if (result is not null)
            {
                lock (feed.gate)
                    feed.grantedRate = result.MaxRate;
            }

            feed.Keep(demand.Keys);
        }
    }
}
