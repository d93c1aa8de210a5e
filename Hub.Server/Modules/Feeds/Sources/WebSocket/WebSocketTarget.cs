using System.Text.Json;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Sources.WebSocket;

/// <summary>What is listened to.</summary>
/// <param name="Address">The server's address.</param>
/// <param name="Send">What is sent once connected.</param>
/// <param name="Mapping">Where keys and fields are in its messages.</param>
/// <param name="Fields">The fields of a preset.</param>
/// <param name="Description">What a preset tells.</param>
internal sealed record WebSocketTarget(Uri Address, IReadOnlyList<string> Send, MappingOptions Mapping, IReadOnlyList<FeedField> Fields, string Description)
{
    private const string KrakenAddress = "wss://ws.kraken.com/v2";

    public static WebSocketTarget Of(WebSocketSourceOptions options) => options.Preset == WebSocketPreset.Kraken
        ? Kraken(options)
        : new WebSocketTarget(new Uri(options.Address), [.. options.Send.Values], options.Mapping, [], "");

    private static WebSocketTarget Kraken(WebSocketSourceOptions options)
    {
        var symbols = string.Join(',', options.Symbols.Values.Select(symbol => $"\"{JsonEncodedText.Encode(symbol)}\""));
        var mapping = new MappingOptions { Where = "/channel=ticker", Failure = "/success=false", FailureReason = "/error", Items = "/data", Key = "/symbol" };
        foreach (var (field, member) in new[]
                 {
                     ("price", "last"), ("change", "change_pct"), ("bid", "bid"), ("ask", "ask"), ("high", "high"), ("low", "low"), ("volume", "volume"),
                 })
            mapping.Fields[field] = "/" + member;
        return new WebSocketTarget(
            new Uri(options.Address.Length > 0 ? options.Address : KrakenAddress),
            [$$$"""{"method":"subscribe","params":{"channel":"ticker","symbol":[{{{symbols}}}]}}"""],
            mapping,
            [.. mapping.Fields.Select(field => new FeedField(field.Key, FeedFieldType.Number, field.Key == "change" ? "%" : null))],
            "Prices of the last 24 hours on the exchange Kraken.");
    }
}
