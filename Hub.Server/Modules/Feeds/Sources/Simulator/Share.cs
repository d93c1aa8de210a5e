using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>
/// The price of one share: a random walk that is drawn back to where it began, so that it looks the same after a week. Each day at
/// midnight UTC begins with a new opening price.
/// </summary>
internal sealed class Share
{
    private const double Spread = 0.0004;
    private const double Reach = 0.08;
    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(20);
    private readonly Company company;
    private readonly Random random;
    private readonly double mean;
    private readonly double volatility;
    private double deviation;
    private DateTimeOffset last;
    private decimal price;
    private decimal open;
    private decimal high;
    private decimal low;
    private long volume;

    public Share(Company company, Random random, DateTimeOffset now)
    {
        (this.company, this.random, last) = (company, random, now);
        mean = Math.Clamp(Math.Exp(4 + (0.9 * random.NextGaussian())), 2, 2_000);
        volatility = 0.0003 + (0.0009 * random.NextDouble());
        Activity = Math.Exp(1.1 * random.NextGaussian());
        deviation = Reach * random.NextGaussian() / 2;
        price = PriceNow();
        StartDay();
    }

    /// <summary>How often it is traded, compared with others.</summary>
    public double Activity { get; }

    /// <summary>Trades once.</summary>
    /// <param name="now">The time.</param>
    /// <param name="market">How the market as a whole moves, in standard deviations.</param>
    /// <param name="whole">Whether the update has all fields, or those that a trade changes.</param>
    public FeedUpdate Trade(DateTimeOffset now, double market, bool whole)
    {
        if (now.UtcDateTime.Date != last.UtcDateTime.Date)
        {
            StartDay();
            whole = true;
        }

        Step(now - last, market);
        last = now;
        price = PriceNow();
        (high, low) = (Math.Max(high, price), Math.Min(low, price));
        volume += random.Next(1, 400);
        return new FeedUpdate(company.Symbol) { Fields = whole ? Whole() : Changes(), Patch = !whole };
    }

    private void Step(TimeSpan since, double market)
    {
        // At most an hour: after a pause it is somewhere near, not far away.
        var seconds = Math.Clamp(since.TotalSeconds, ShortestStep.TotalSeconds, 3_600);
        var pull = Math.Exp(-seconds * volatility * volatility / (2 * Reach * Reach));
        var noise = (0.4 * market) + (0.9165 * random.NextGaussian());
        deviation = (deviation * pull) + (Reach * Math.Sqrt(1 - (pull * pull)) * noise);
    }

    private void StartDay() => (open, high, low, volume) = (price, price, price, 0);

    private decimal PriceNow() => decimal.Round((decimal)(mean * Math.Exp(deviation)), 2);

    private Payload Whole()
    {
        using var fields = new FlatObject();
        fields.Text("name", company.Name);
        fields.Text("sector", company.Sector);
        fields.Number("open", open);
        WriteChanges(fields);
        return fields.ToPayload();
    }

    private Payload Changes()
    {
        using var fields = new FlatObject();
        WriteChanges(fields);
        return fields.ToPayload();
    }

    private void WriteChanges(FlatObject fields)
    {
        var half = Math.Max(0.01m, decimal.Round(price * (decimal)Spread, 2)) / 2;
        fields.Number("price", price);
        fields.Number("change", decimal.Round((price - open) / open * 100, 2));
        fields.Number("bid", decimal.Round(price - half, 2, MidpointRounding.ToNegativeInfinity));
        fields.Number("ask", decimal.Round(price + half, 2, MidpointRounding.ToPositiveInfinity));
        fields.Number("high", high);
        fields.Number("low", low);
        fields.Number("volume", volume);
    }
}
