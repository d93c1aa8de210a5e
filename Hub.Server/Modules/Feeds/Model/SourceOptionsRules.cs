using System.Globalization;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>Checks what is configured of a feed's source.</summary>
internal static class SourceOptionsRules
{
    private const int MaxEntries = 100;
    private const string NotAPointer = "must be a JSON Pointer such as /current/temperature";

    public static IEnumerable<string?> Faults(FeedOptions options) =>
    [
        Range("Simulator:UpdatesPerSecond", options.Simulator.UpdatesPerSecond, 0, 100_000),
        .. Faults(options.File, isUsed: options.Source is FeedSourceKind.Csv or FeedSourceKind.Ndjson),
        .. Faults(options.Http, isUsed: options.Source == FeedSourceKind.Http),
        .. Faults(options.WebSocket, isUsed: options.Source == FeedSourceKind.WebSocket),
    ];

    private static IEnumerable<string?> Faults(ReplayOptions options, bool isUsed) =>
    [
        options.Path.Length > 0 || !isUsed ? null : "File:Path is required: the file to replay",
        options.Key.Length > 0 ? null : "File:Key must name the column or member with the key",
        Range("File:Interval", options.Interval, TimeSpan.Zero, TimeSpan.FromDays(1)),
        options.Speed is >= 0 and <= 1_000_000 ? null : "File:Speed must be from 0 (as fast as possible) to 1000000",
    ];

    private static IEnumerable<string?> Faults(HttpSourceOptions options, bool isUsed) =>
    [
        Address("Http", options.Address, isRequired: isUsed && options.Preset == HttpPreset.None, Uri.UriSchemeHttp, Uri.UriSchemeHttps),
        isUsed && options.Preset == HttpPreset.OpenMeteo && options.Cities.Count is 0 or > MaxEntries ? $"Http:Cities must have 1 to {MaxEntries} cities" : null,
        .. options.Cities.Select(city => IsPlace(city.Value) ? null : $"Http:Cities:{city.Key} must be a latitude and a longitude such as 51.51,-0.13"),
        Range("Http:Interval", options.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        Range("Http:MaxInterval", options.MaxInterval, options.Interval, TimeSpan.FromDays(1)),
        Range("Http:TimeLimit", options.TimeLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        Range("Http:MaxBytes", options.MaxBytes, 1 << 10, 64 << 20),
        .. Faults("Http:Mapping", options.Mapping),
    ];

    private static IEnumerable<string?> Faults(WebSocketSourceOptions options, bool isUsed) =>
    [
        Address("WebSocket", options.Address, isRequired: isUsed && options.Preset == WebSocketPreset.None, Uri.UriSchemeWs, Uri.UriSchemeWss),
        isUsed && options.Preset == WebSocketPreset.Kraken && options.Symbols.Count is 0 or > MaxEntries ? $"WebSocket:Symbols must have 1 to {MaxEntries} symbols" : null,
        Range("WebSocket:TimeLimit", options.TimeLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
        Range("WebSocket:MaxMessageBytes", options.MaxMessageBytes, 1 << 10, 16 << 20),
        .. Faults("WebSocket:Mapping", options.Mapping),
    ];

    private static IEnumerable<string?> Faults(string name, MappingOptions options) =>
    [
        IsPointer(options.Items) ? null : $"{name}:Items {NotAPointer}",
        IsPointer(options.Key) ? null : $"{name}:Key {NotAPointer}",
        IsCondition(options.Where) ? null : $"{name}:Where must be a JSON Pointer, '=' and a value, such as /type=ticker",
        IsCondition(options.Failure) ? null : $"{name}:Failure must be a JSON Pointer, '=' and a value, such as /success=false",
        IsPointer(options.FailureReason) ? null : $"{name}:FailureReason {NotAPointer}",
        options.KeyField == "__proto__" || options.Fields.Any(field => field.Key == "__proto__") ? $"{name} must not name a field __proto__: some clients can't read it" : null,
        .. options.Fields.Select(field => IsPointer(field.Value) ? null : $"{name}:Fields:{field.Key} {NotAPointer}"),
    ];

    private static bool IsCondition(string text) => text.Length == 0 || (text[0] == '/' && text.Contains('=', StringComparison.Ordinal));

    private static string? Address(string name, string address, bool isRequired, params ReadOnlySpan<string> schemes)
    {
        if (address.Length == 0)
            return isRequired ? $"{name}:Address is required, or a preset" : null;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) ? null : $"{name}:Address must be an address that begins with {schemes[0]}:// or {schemes[1]}://";
    }

    private static bool IsPointer(string text) => text.Length == 0 || text[0] == '/';

    private static bool IsPlace(string text) =>
        text.Split(',') is [var latitude, var longitude] && IsWithin(latitude, 90) && IsWithin(longitude, 180);

    private static bool IsWithin(string text, double most) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= most;

    private static string? Range(string name, long value, long least, long most) =>
        value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{name} must be from {least} to {most}");

    private static string? Range(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : string.Create(CultureInfo.InvariantCulture, $"{name} must be a time from {least:c} to {most:c}");
}
