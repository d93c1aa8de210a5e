using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Feeds;

/// <summary>One who follows a feed, changes its mind all the time, and notes whatever is wrong.</summary>
internal sealed class MarketViewer : IAsyncDisposable
{
    private static readonly double[] Rates = [-1, 1, 5, 20, 50];
    private readonly HubClient client;
    private readonly Random random;
    private readonly LiveFeed feed;
    private readonly Dictionary<string, long> last = [];

    private MarketViewer(HubClient client, Random random, LiveFeed feed)
    {
        (this.client, this.random, this.feed) = (client, random, feed);
        feed.WasReset += (_, _) => last.Clear();
        feed.Changed += (_, change) => Check(change);
    }

    public Recorder<string> Faults { get; } = new();

    public LiveFeed Feed => feed;

    public static async Task<MarketViewer> OpenAsync(HubClient client, string name, Random random)
    {
        var options = new LiveFeedOptions { Keys = random.Next(3) == 0 ? null : Some(random), MaxRate = Rates[random.Next(Rates.Length)] };
        return new MarketViewer(client, random, await new FeedClient(client).OpenFeedAsync(name, options).Within());
    }

    /// <summary>One who wants all of it.</summary>
    public static async Task<MarketViewer> OpenAllAsync(HubClient client, string name) =>
        new(client, new Random(0), await new FeedClient(client).OpenFeedAsync(name).Within());

    /// <summary>Changes keys or rate, pauses or resumes; does not wait for it.</summary>
    public void ChangeMind() => _ = random.Next(4) switch
    {
        0 => feed.PauseAsync(),
        1 => feed.ResumeAsync(),
        2 => feed.UpdateAsync(maxRate: Rates[random.Next(Rates.Length)]),
        _ => feed.UpdateAsync(Some(random)),
    };

    /// <summary>Waits until it shows what the source has of its keys.</summary>
    public async Task EndsAtAsync(IReadOnlyDictionary<string, (long N, long Start)> present)
    {
        await feed.ResumeAsync().Within();
        await feed.UpdateAsync(maxRate: -1).Within();
        await ShowsAsync(present);
    }

    /// <summary>Waits until it shows these values of its keys.</summary>
    public async Task ShowsAsync(IReadOnlyDictionary<string, (long N, long Start)> present)
    {
        var expected = present.Where(value => feed.Keys?.Contains(value.Key) ?? true).OrderBy(value => value.Key).Select(value => (value.Key, value.Value)).ToList();
        await TestTimeout.Until(() => Shown().SequenceEqual(expected), what: "the source's values");
    }

    public async ValueTask DisposeAsync()
    {
        await feed.DisposeAsync();
        await client.DisposeAsync();
    }

    private IEnumerable<(string Key, (long N, long Start) Value)> Shown() =>
        feed.Values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => (value.Key, MarketSource.Of(value.Value)));

    private void Check(FeedChange change)
    {
        if (change.Value is not { } value)
            return;
        var n = MarketSource.Of(value).N;
        if (!MarketSource.FitsTogether(value))
            Faults.Add($"{change.Key}: a patch on a wrong base gave {string.Join(", ", value.Fields)}");
        if (n < last.GetValueOrDefault(change.Key))
            Faults.Add($"{change.Key}: {n} after {last[change.Key]}");
        last[change.Key] = n;
    }

    private static List<string> Some(Random random) => [.. MarketSource.Keys.Where(_ => random.Next(2) == 0)];
}
