using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Simulator;

/// <summary>
/// The weather of one city: its climate by season and time of day, and on top of it what comes and goes, a front in days and a gust in
/// seconds.
/// </summary>
internal sealed class CityWeather
{
    private const double WarmestHour = 15;
    private const double WarmestDayInTheNorth = 203;
    private readonly City city;
    private readonly Fluctuation front;
    private readonly Fluctuation clouds;
    private readonly Fluctuation pressure;
    private readonly Fluctuation wind;
    private readonly Fluctuation direction;
    private readonly Fluctuation flicker;
    private DateTimeOffset last;

    public CityWeather(City city, Random random, DateTimeOffset now)
    {
        (this.city, last) = (city, now);
        front = new Fluctuation(random, TimeSpan.FromHours(40));
        clouds = new Fluctuation(random, TimeSpan.FromHours(5));
        pressure = new Fluctuation(random, TimeSpan.FromHours(30));
        wind = new Fluctuation(random, TimeSpan.FromMinutes(40));
        direction = new Fluctuation(random, TimeSpan.FromHours(8));
        flicker = new Fluctuation(random, TimeSpan.FromSeconds(90));
    }

    /// <summary>The weather now, all fields.</summary>
    public FeedUpdate Measure(DateTimeOffset now)
    {
        foreach (var fluctuation in (ReadOnlySpan<Fluctuation>)[front, clouds, pressure, wind, direction, flicker])
            fluctuation.Step(now - last);
        last = now;
        var cover = Math.Clamp(city.Clouds + (32 * clouds.Value) - (8 * pressure.Value), 0, 100);
        var temperature = Temperature(now, cover);
        var rain = Rain(cover);
        using var fields = new FlatObject();
        fields.Text("city", city.Name);
        fields.Text("country", city.Country);
        fields.Number("latitude", (decimal)city.Latitude);
        fields.Number("longitude", (decimal)city.Longitude);
        fields.Number("temperature", Rounded(temperature, 1));
        fields.Number("humidity", Rounded(Humidity(now, rain), 0));
        fields.Number("pressure", Rounded(1_015 + (7 * pressure.Value) + (0.1 * flicker.Value), 1));
        fields.Number("windSpeed", Rounded(Math.Max(0, 3.6 + (2.2 * wind.Value) - (0.8 * pressure.Value) + (0.5 * flicker.Value)), 1));
        fields.Number("windDirection", Rounded((360 + 230 + (80 * direction.Value)) % 360, 0) % 360);
        fields.Number("cloudCover", Rounded(cover, 0));
        fields.Number("precipitation", Rounded(rain, 1));
        fields.Text("condition", Condition(cover, rain, temperature));
        return new FeedUpdate(city.Key) { Fields = fields.ToPayload() };
    }

    private static decimal Rounded(double value, int digits) => decimal.Round((decimal)value, digits);

    private static double Rain(double cover) => Math.Max(0, cover - 84) / 16 * 3;

    private static string Condition(double cover, double rain, double temperature) =>
        rain >= 0.1 ? temperature < 0.5 ? "snow" : "rain" : cover < 25 ? "clear" : cover < 70 ? "partly cloudy" : "cloudy";

    // Clouds dampen the day's course; the sun decides what time it is, not the country.
    private double Temperature(DateTimeOffset now, double cover)
    {
        var season = Math.Cos(2 * Math.PI * (now.UtcDateTime.DayOfYear - WarmestDayInTheNorth) / 365.25) * (city.Latitude < 0 ? -1 : 1);
        var day = city.Day * (1 - (0.6 * cover / 100)) * DayCourse(now);
        return city.Mean + (city.Season * season) + day + (FrontRange * front.Value) + (0.12 * flicker.Value);
    }

    // The tropics have no cold fronts to speak of.
    private double FrontRange => 0.6 + Math.Min(2.6, city.Season / 3.5);

    private double Humidity(DateTimeOffset now, double rain) =>
        Math.Clamp(city.Humidity - (11 * DayCourse(now)) + (6 * clouds.Value) + (3 * Math.Min(rain, 3)) + (0.4 * flicker.Value), 5, 100);

    private double DayCourse(DateTimeOffset now) =>
        Math.Cos(2 * Math.PI * (now.UtcDateTime.TimeOfDay.TotalHours + (city.Longitude / 15) - WarmestHour) / 24);
}
