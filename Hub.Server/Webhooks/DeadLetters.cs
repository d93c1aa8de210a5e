using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Webhooks;

/// <summary>The events that a webhook gave up, stored until they are sent again or dropped. Bounded: a further one takes the place of the oldest.</summary>
internal sealed class DeadLetters(IModuleChannels channels, string webhook, int max)
{
    private readonly Lock gate = new();
    private readonly List<string> ids = [];
    private readonly ChannelName state = WebhookChannels.DeadLettersOf(webhook);

    public int Count
    {
        get
        {
            lock (gate)
                return ids.Count;
        }
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await WebhookChannels.ReadAsync(channels, state, cancellationToken);
        lock (gate)
            ids.AddRange(stored.Select(entry => entry.Key!));
    }

    /// <summary>Keeps an event; true when an older one had to go for it, or it could not be kept.</summary>
    public async ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (max == 0)
            return true;
        string? oldest = null;
        lock (gate)
        {
            if (ids.Count >= max)
                oldest = ids[0];
            ids.Remove(oldest ?? letter.Id);
            ids.Remove(letter.Id);
            ids.Add(letter.Id);
        }

        var kept = WebhookChannels.Entry(letter.Id, Payload.From(letter, WebhookJson.Default.DeadLetter));
        await channels.AppendAsync(state, oldest is null || oldest == letter.Id ? [kept] : [WebhookChannels.NoEntry(oldest), kept], cancellationToken: cancellationToken);
        return oldest is not null;
    }

    /// <summary>Events in the order in which they were given up.</summary>
    /// <param name="after">Those behind this one; null from the oldest on, and so it is when the event is there no more.</param>
    /// <param name="limit">The most events.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<DeadLetterPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        string[] page;
        bool hasMore;
        lock (gate)
        {
            var from = after is null ? 0 : ids.IndexOf(after) + 1;
            (page, hasMore) = ([.. ids.Skip(from).Take(limit)], ids.Count > from + limit);
        }

        var letters = new List<DeadLetter>();
        foreach (var id in page)
        {
            if (await FindAsync(id, cancellationToken) is { } letter)
                letters.Add(letter);
        }

        return new DeadLetterPage(letters, hasMore ? page[^1] : null);
    }

    /// <summary>One event; null when it is not there.</summary>
    public async ValueTask<DeadLetter?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!ids.Contains(id))
                return null;
        }

        var page = await channels.ReadStateAsync(state, new StateQuery { Keys = [id], Limit = 1 }, cancellationToken);
        return page.Entries is [{ } entry] ? entry.Data.Read(WebhookJson.Default.DeadLetter) : null;
    }

    /// <summary>Drops an event; false when it is not there.</summary>
    public async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!ids.Remove(id))
                return false;
        }

        await channels.AppendAsync(state, [WebhookChannels.NoEntry(id)], cancellationToken: cancellationToken);
        return true;
    }
}

/// <summary>An event that was given up.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Type">What happened.</param>
/// <param name="Channel">Where.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="FailedTime">When it was given up, Unix milliseconds.</param>
/// <param name="Attempts">How often it was tried since the server's last start.</param>
/// <param name="Reason">Why the last try failed.</param>
/// <param name="Body">The body as it was sent.</param>
internal sealed record DeadLetter(string Id, string Type, ChannelName Channel, long Time, long FailedTime, int Attempts, string Reason, Payload Body)
{
    public WebhookEvent ToEvent() => new(Id, Type, Channel, Time, Body.Bytes.ToArray());
}

/// <summary>Events that were given up.</summary>
/// <param name="Events">In the order in which they were given up.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Events, string? Next = null);
