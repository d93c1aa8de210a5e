using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>The weather of forty cities: their true places and plausible climates, and otherwise chance.</summary>
internal sealed class WeatherSimulation(Random random, DateTimeOffset now) : ISimulation
{
    private readonly CityWeather[] cities = [.. City.All.Select(city => new CityWeather(city, random, now))];
    private int next;

    public string Title => "Weather (simulated)";

    public string Description => "Weather of 40 cities as it could be: a simulation by climate, season and time of day, no measurements.";

    public int UpdatesPerSecond => 20;

    public IReadOnlyList<FeedField> Fields { get; } =
    [
        new("city", FeedFieldType.String), new("country", FeedFieldType.String),
        new("latitude", FeedFieldType.Number, "°"), new("longitude", FeedFieldType.Number, "°"),
        new("temperature", FeedFieldType.Number, "°C"), new("humidity", FeedFieldType.Number, "%"), new("pressure", FeedFieldType.Number, "hPa"),
        new("windSpeed", FeedFieldType.Number, "m/s"), new("windDirection", FeedFieldType.Number, "°"), new("cloudCover", FeedFieldType.Number, "%"),
        new("precipitation", FeedFieldType.Number, "mm/h"), new("condition", FeedFieldType.String),
    ];

    public IReadOnlyList<FeedUpdate> All(DateTimeOffset now) => [.. cities.Select(city => city.Measure(now))];

    /// <summary>One city after the other.</summary>
    public IReadOnlyList<FeedUpdate> Next(DateTimeOffset now, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => cities[next = (next + 1) % cities.Length].Measure(now))];
}
