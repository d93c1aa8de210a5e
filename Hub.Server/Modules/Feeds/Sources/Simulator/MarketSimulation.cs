using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>A market of 500 invented shares that never closes. Some are traded much more often than others.</summary>
internal sealed class MarketSimulation : ISimulation
{
    private readonly Random random;
    private readonly Share[] shares;
    private readonly double[] cumulativeActivity;

    public MarketSimulation(Random random, DateTimeOffset now)
    {
        this.random = random;
        shares = [.. Company.All.Select(company => new Share(company, random, now))];
        cumulativeActivity = new double[shares.Length];
        var sum = 0d;
        for (var i = 0; i < shares.Length; i++)
            cumulativeActivity[i] = sum += shares[i].Activity;
    }

    public string Title => "Market (simulated)";

    public string Description => "Trades of 500 shares of companies that do not exist: a simulation.";

    public int UpdatesPerSecond => 5_000;

    public IReadOnlyList<FeedField> Fields { get; } =
    [
        new("name", FeedFieldType.String), new("sector", FeedFieldType.String),
        new("price", FeedFieldType.Number, "USD"), new("change", FeedFieldType.Number, "%"), new("bid", FeedFieldType.Number, "USD"), new("ask", FeedFieldType.Number, "USD"),
        new("open", FeedFieldType.Number, "USD"), new("high", FeedFieldType.Number, "USD"), new("low", FeedFieldType.Number, "USD"), new("volume", FeedFieldType.Number),
    ];

    public IReadOnlyList<FeedUpdate> All(DateTimeOffset now)
    {
        var market = random.NextGaussian();
        return [.. shares.Select(share => share.Trade(now, market, whole: true))];
    }

    public IReadOnlyList<FeedUpdate> Next(DateTimeOffset now, int count)
    {
        var market = random.NextGaussian();
        return [.. Enumerable.Range(0, count).Select(_ => Pick().Trade(now, market, whole: false))];
    }

    private Share Pick()
    {
        var at = Array.BinarySearch(cumulativeActivity, random.NextDouble() * cumulativeActivity[^1]);
        return shares[Math.Min(at < 0 ? ~at : at, shares.Length - 1)];
    }
}
