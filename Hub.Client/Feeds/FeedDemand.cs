using RealtimeHub.Shared;

namespace RealtimeHub.Client.Feeds;

/// <summary>What is wanted of a feed.</summary>
/// <param name="Keys">Null: all keys.</param>
/// <param name="MaxRate">Values a second and key; −1 sets no limit, 0 pauses.</param>
internal sealed record Demand(IReadOnlyList<string>? Keys, double MaxRate)
{
    /// <summary>What has to be asked for where another demand is in force; null when nothing has.</summary>
    public (IReadOnlyList<string>? Keys, double? MaxRate)? DifferenceFrom(Demand present)
    {
        var keys = Keys is null || (present.Keys is { } old && Keys.SequenceEqual(old, StringComparer.Ordinal)) ? null : Keys;
        double? rate = MaxRate.Equals(present.MaxRate) ? null : MaxRate;
        return keys is null && rate is null ? null : (keys, rate);
    }
}

/// <summary>What a demand needs of its subscription.</summary>
internal interface IDemandSubscription
{
    bool IsLive { get; }

    /// <summary>Returns when the subscription is live; throws when it never will be.</summary>
    Task WaitUntilLiveAsync();

    Task<UpdateSubscriptionResult> UpdateAsync(IReadOnlyList<string>? keys, double? maxRate);

    /// <summary>The server has it; or, with null, it stays as it was.</summary>
    Task SettleAsync(Demand demand, UpdateSubscriptionResult? result);
}

/// <summary>
/// Makes the server's keys and rate those that are wanted: one UpdateSubscription at a time, always of the newest demand,
/// over any number of connections. So a table may be scrolled as fast as one likes.
/// </summary>
internal sealed class FeedDemand(Demand wanted, IDemandSubscription subscription, TimeProvider time)
{
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private Demand wanted = wanted;
    private Demand present = wanted;
    private Task? running;

    /// <summary>What the server has.</summary>
    public Demand Granted
    {
        get
        {
            lock (gate)
                return present;
        }
    }

    /// <summary>Returns when the server has it, or a newer one.</summary>
    public Task ChangeAsync(IReadOnlyList<string>? keys, double? maxRate)
    {
        lock (gate)
        {
            wanted = new Demand(keys ?? wanted.Keys, maxRate ?? wanted.MaxRate);
            return running ??= Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        while (Next() is { } asked)
        {
            try
            {
                if (asked.DifferenceFrom(Granted) is { } difference)
                {
                    await subscription.WaitUntilLiveAsync().ConfigureAwait(false);
                    var result = await subscription.UpdateAsync(difference.Keys, difference.MaxRate).ConfigureAwait(false);
                    Grant(asked);
                    await subscription.SettleAsync(asked, result).ConfigureAwait(false);
                }
                else
                {
                    Grant(asked);
                }
            }
            catch (Exception error)
            {
                if (await PassesAsync(error).ConfigureAwait(false) || IsOutdated(asked))
                    continue;
                Demand before;
                lock (gate)
                    (wanted, running, before) = (present, null, present);
                await subscription.SettleAsync(before, null).ConfigureAwait(false);
                throw;
            }
        }
    }

    private Demand? Next()
    {
        lock (gate)
        {
            if (!ReferenceEquals(wanted, present))
                return wanted;
            running = null;
            return null;
        }
    }

    private void Grant(Demand demand)
    {
        lock (gate)
            present = demand;
    }

    // The newest demand counts: one that is refused is no matter when there is another.
    private bool IsOutdated(Demand asked)
    {
        lock (gate)
            return !ReferenceEquals(wanted, asked);
    }

    /// <summary>Whether it may be asked for again: after a lost connection, or when the server was busy.</summary>
    private async Task<bool> PassesAsync(Exception error)
    {
        if (error is ConnectionLostException or TimeoutException)
            return true;
        if (error is not HubCallException refusal)
            return false;
        // The subscription was ended meanwhile, and is going to be made again.
        if (!subscription.IsLive)
            return true;
        if (refusal.IsTemporary)
            await Task.Delay(refusal.RetryAfter ?? DefaultPause, time).ConfigureAwait(false);
        return refusal.IsTemporary;
    }
}
