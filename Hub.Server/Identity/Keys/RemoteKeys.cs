using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>
/// An identity provider's keys. They are fetched again from time to time, and when a token names one that is not among them, which is how a new key of a
/// rotation comes in; that at most once a minute, however many tokens do.
/// </summary>
internal sealed partial class RemoteKeys(KeyFetcher fetcher, TimeProvider time, ILogger<RemoteKeys> logger) : IHealthWarnings
{
    private readonly Lock gate = new();
    private volatile Fetched? fetched;
    private volatile string? failure;
    private DateTimeOffset? lastFetch;
    private Task running = Task.CompletedTask;

    /// <summary>The least time between two fetches for tokens that name unknown keys.</summary>
    public static TimeSpan UnknownInterval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the keys are fetched again: so long a key that the provider takes back is still accepted.</summary>
    public static TimeSpan RefreshInterval { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How soon a failed fetch is repeated while there are no keys at all.</summary>
    public static TimeSpan RetryInterval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long keys are accepted while the provider can't be reached.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromHours(24);

    public IEnumerable<string> Warnings => failure is { } text ? ["the identity provider's keys can't be fetched: " + text] : [];

    /// <summary>Whether there are keys that are not too old.</summary>
    public bool HasKeys => fetched is { } last && time.GetUtcNow() - last.Time < MaxAge;

    /// <summary>The keys that may have signed a token of this header; waits for a fetch where none is known.</summary>
    public async ValueTask<IReadOnlyList<SigningKey>> ForAsync(TokenHeader header)
    {
        // No key set has secrets.
        if (header.Algorithm.IsSymmetric())
            return [];
        if (Find(header) is { Count: > 0 } known)
            return known;
        await FetchAsync(UnknownInterval);
        return Find(header);
    }

    /// <summary>Fetches the keys now; waits for a fetch that is already running instead. Never throws.</summary>
    public Task FetchAsync() => FetchAsync(TimeSpan.Zero);

    private Task FetchAsync(TimeSpan least)
    {
        lock (gate)
        {
            if (!running.IsCompleted || time.GetUtcNow() - lastFetch < least)
                return running;
            lastFetch = time.GetUtcNow();
            return running = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            var keys = await fetcher.FetchAsync();
            fetched = new Fetched(keys, time.GetUtcNow());
            failure = null;
            LogFetched(keys.Count);
        }
        catch (KeyFetchException e)
        {
            // Once until it works again, or fails otherwise.
            if (failure != e.Message)
                LogFailed(e.Message);
            failure = e.Message;
        }
    }

    private IReadOnlyList<SigningKey> Find(TokenHeader header) => HasKeys ? [.. SigningKeys.Find(fetched!.Keys, header)] : [];

    [LoggerMessage(Level = LogLevel.Debug, Message = "Fetched {Count} keys of the identity provider.")]
    private partial void LogFetched(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider's keys can't be fetched: {Reason}. Tokens of keys that are not known yet are refused.")]
    private partial void LogFailed(string reason);

    private sealed record Fetched(IReadOnlyList<SigningKey> Keys, DateTimeOffset Time);
}

/// <summary>Fetches the keys at the start, and again from time to time.</summary>
internal sealed class KeyRefresh(RemoteKeys keys, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await keys.FetchAsync();
            await Task.Delay(keys.HasKeys ? RemoteKeys.RefreshInterval : RemoteKeys.RetryInterval, time, stoppingToken);
        }
    }
}
