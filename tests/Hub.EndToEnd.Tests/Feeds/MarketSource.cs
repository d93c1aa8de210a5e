using RealtimeHub.Client;
using RealtimeHub.Client.Feeds;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Feeds;

/// <summary>
/// A source of random values over some keys that knows what its feed must show. The fields of a value fit together
/// (<c>difference = n - start</c>), so that a patch on a wrong base is seen, and <c>n</c> rises for ever.
/// </summary>
internal sealed class MarketSource(HubClient client, string feed, Random random)
{
    private readonly FeedClient feeds = new(client);
    private readonly Dictionary<string, (long N, long Start)> present = [];
    private long n;

    public static IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(0, 40).Select(i => $"S{i:00}")];

    /// <summary>What the feed must show: <c>n</c> and <c>start</c> by key.</summary>
    public IReadOnlyDictionary<string, (long N, long Start)> Present => present;

    public static bool FitsTogether(FeedValue value) => value.Number("difference") == value.Number("n") - value.Number("start");

    public static (long N, long Start) Of(FeedValue value) => ((long)value.Number("n")!, (long)value.Number("start")!);

    /// <summary>Publishes some changes: whole values, patches, removals.</summary>
    public Task ChangeAsync(int count) => PublishAsync([.. Enumerable.Range(0, count).Select(_ => Next(Keys[random.Next(Keys.Count)]))]);

    /// <summary>Publishes what there is, and what there is not: as a source does whose server may have lost something.</summary>
    public Task RepeatAsync() => PublishAsync([.. Keys.Select(key => present.TryGetValue(key, out var value) ? Whole(key, value) : Removal(key))]);

    private FeedUpdate Next(string key)
    {
        n++;
        var isThere = present.TryGetValue(key, out var before);
        switch (random.Next(10))
        {
            case 0 when isThere:
                present.Remove(key);
                return Removal(key);
            case < 4 when isThere:
                present[key] = (n, before.Start);
                return new FeedUpdate(key) { Patch = true, Fields = Payload.From(new { n, difference = n - before.Start }) };
            default:
                present[key] = (n, n - random.Next(3));
                return Whole(key, present[key]);
        }
    }

    private static FeedUpdate Whole(string key, (long N, long Start) value) =>
        new(key) { Fields = Payload.From(new { n = value.N, start = value.Start, difference = value.N - value.Start, name = key }) };

    private static FeedUpdate Removal(string key) => new(key) { Removed = true };

    private async Task PublishAsync(IReadOnlyList<FeedUpdate> updates)
    {
        while (true)
        {
            try
            {
                await feeds.PublishUpdatesAsync(feed, updates).Within();
                return;
            }
            catch (ConnectionLostException)
            {
                // They say what is, not what was added: publishing them twice is as good as once.
            }
        }
    }
}
