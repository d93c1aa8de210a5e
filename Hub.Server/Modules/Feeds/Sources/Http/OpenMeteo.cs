using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Http;

/// <summary>Present weather from open-meteo.com for a list of cities, with the fields of the simulated weather. Its answers have no names, but the order of the question.</summary>
internal static class OpenMeteo
{
    private const string Service = "https://api.open-meteo.com/v1/forecast";

    private static readonly (FeedField Field, string Variable)[] Variables =
    [
        (new("temperature", FeedFieldType.Number, "°C"), "temperature_2m"),
        (new("humidity", FeedFieldType.Number, "%"), "relative_humidity_2m"),
        (new("pressure", FeedFieldType.Number, "hPa"), "pressure_msl"),
        (new("windSpeed", FeedFieldType.Number, "m/s"), "wind_speed_10m"),
        (new("windDirection", FeedFieldType.Number, "°"), "wind_direction_10m"),
        (new("cloudCover", FeedFieldType.Number, "%"), "cloud_cover"),
        (new("precipitation", FeedFieldType.Number, "mm"), "precipitation"),
    ];

    public static HttpTarget Of(HttpSourceOptions options)
    {
        var places = options.Cities.Values.Select(place => place.Split(',')).ToArray();
        var service = options.Address.Length > 0 ? options.Address : Service;
        var address = $"{service}?latitude={Join(places, 0)}&longitude={Join(places, 1)}&current={string.Join(',', Variables.Select(one => one.Variable))}&wind_speed_unit=ms&timeformat=unixtime";
        var mapping = new MappingOptions { KeyField = "city" };
        foreach (var (name, _) in options.Cities)
            mapping.Keys[name] = name;
        (mapping.Fields["latitude"], mapping.Fields["longitude"]) = ("/latitude", "/longitude");
        foreach (var (field, variable) in Variables)
            mapping.Fields[field.Name] = "/current/" + variable;
        return new HttpTarget(
            new Uri(address),
            mapping,
            [new("city", FeedFieldType.String), new("latitude", FeedFieldType.Number, "°"), new("longitude", FeedFieldType.Number, "°"), .. Variables.Select(one => one.Field)],
            "Present weather by Open-Meteo.com (CC BY 4.0).");
    }

    private static string Join(string[][] places, int part) => string.Join(',', places.Select(place => place[part].Trim()));
}
