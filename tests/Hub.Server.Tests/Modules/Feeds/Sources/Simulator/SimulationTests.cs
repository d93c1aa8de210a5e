using System.Text.Json;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Rules;
using RealtimeHub.Server.Modules.Feeds.Sources.Simulator;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources.Simulator;

public class SimulationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly FeedLimits Limits = new(100_000, 200, 65_536);

    [Theory]
    [InlineData(true, 500)]
    [InlineData(false, 40)]
    public void All_EitherModel_FitsItsOwnFieldsAndSaysThatItIsSimulated(bool isMarket, int keys)
    {
        ISimulation simulation = isMarket ? new MarketSimulation(new Random(3), Noon) : new WeatherSimulation(new Random(3), Noon);
        var schema = FeedSchema.Of(new FeedOptions(), simulation.Fields);
        FeedUpdate[] updates = [.. simulation.All(Noon), .. simulation.Next(Noon.AddSeconds(1), 1_000), .. simulation.All(Noon.AddDays(1))];

        Assert.False(FeedDecision.Of(new Dictionary<string, FeedEntry>(), schema, 0, Limits, updates, null).IsRefused(out var refusal, out var decision), refusal?.Text);
        Assert.Equal(keys, decision!.Keys);
        Assert.Contains("(simulated)", simulation.Title, StringComparison.Ordinal);
        Assert.Contains("simulation", simulation.Description, StringComparison.Ordinal);
        Assert.All(updates[..keys], update => Assert.Equal(simulation.Fields.Select(field => field.Name).Order(), Fields(update).Keys.Order()));
    }

    [Fact]
    public void Market_AWeekOfTrades_HasPricesThatFitTogetherAndStayNearWhereTheyBegan()
    {
        var market = new MarketSimulation(new Random(5), Noon);
        var first = market.All(Noon).ToDictionary(update => update.Key, update => Number(update, "price"));
        for (var now = Noon; now < Noon.AddDays(7); now = now.AddMinutes(30))
        {
            foreach (var update in market.All(now))
            {
                var (price, open, high, low) = (Number(update, "price"), Number(update, "open"), Number(update, "high"), Number(update, "low"));
                Assert.True(low <= price && price <= high && low <= open && open <= high, update.Key);
                Assert.True(Number(update, "bid") < price && price < Number(update, "ask"), update.Key);
                Assert.InRange(price, first[update.Key] / 2.2, first[update.Key] * 2.2);
            }
        }
    }

    [Fact]
    public void Market_Trades_AreSpreadUnevenlyAndMoveThePrice()
    {
        var market = new MarketSimulation(new Random(5), Noon);
        market.All(Noon);

        var trades = Enumerable.Range(1, 600).SelectMany(i => market.Next(Noon.AddSeconds(i / 10d), 500)).GroupBy(update => update.Key).ToList();

        Assert.True(trades.Count > 490);
        Assert.True(trades.Max(one => one.Count()) > 20 * trades.Min(one => one.Count()));
        Assert.True(trades.Average(one => one.Select(update => Number(update, "price")).Distinct().Count()) > 10);
    }

    [Fact]
    public void Companies_Symbols_AreDistinct() => Assert.Equal(500, Company.All.Select(company => company.Symbol).Distinct().Count());

    [Fact]
    public void Cities_Places_AreDistinctAndOnEarth()
    {
        Assert.Equal(40, City.All.Select(city => city.Key).Distinct().Count());
        Assert.Equal(40, City.All.Select(city => (city.Latitude, city.Longitude)).Distinct().Count());
        Assert.All(City.All, city => Assert.True(Math.Abs(city.Latitude) < 70 && Math.Abs(city.Longitude) < 180, city.Name));
    }

    [Fact]
    public void Weather_AYear_HasSeasonsAndWarmAfternoons()
    {
        var weather = new WeatherSimulation(new Random(7), Noon);
        var readings = Enumerable.Range(0, 365 * 8).Select(i => Noon.AddHours(3 * i))
            .SelectMany(now => weather.All(now).Select(update => (now, update.Key, Temperature: Number(update, "temperature"))))
            .ToList();

        double Mean(string city, Func<DateTimeOffset, bool> when) => readings.Where(one => one.Key == city && when(one.now)).Average(one => one.Temperature);
        Assert.True(Mean("berlin", now => now.Month == 7) > Mean("berlin", now => now.Month == 1) + 12);
        Assert.True(Mean("sydney", now => now.Month == 1) > Mean("sydney", now => now.Month == 7) + 6);
        Assert.InRange(Mean("singapore", _ => true), 26, 29.5);
        // 15 o'clock by the sun is 21 o'clock UTC in Mexico City.
        Assert.True(Mean("mexico-city", now => now.Hour == 21) > Mean("mexico-city", now => now.Hour == 9) + 5);
        Assert.InRange(readings.Min(one => one.Temperature), -45, 0);
        Assert.InRange(readings.Max(one => one.Temperature), 30, 55);
    }

    private static double Number(FeedUpdate update, string field) => Fields(update)[field].GetDouble();

    private static Dictionary<string, JsonElement> Fields(FeedUpdate update) =>
        JsonElement.Parse(update.Fields!.Value.Bytes.Span).EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
}
