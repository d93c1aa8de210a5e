using System.Text.Json.Serialization;

namespace RealtimeHub.Client.Transports;

/// <summary>A transport that the server offers.</summary>
internal sealed record OfferedTransport(string Transport, IReadOnlyList<string> TransferFormats);

/// <summary>The server's answer to negotiate: an address to go to, an error, or a connection and its transports.</summary>
internal sealed record NegotiateResponse
{
    public string? Url { get; init; }

    public string? AccessToken { get; init; }

    public string? Error { get; init; }

    public int NegotiateVersion { get; init; }

    public string? ConnectionId { get; init; }

    public string? ConnectionToken { get; init; }

    public IReadOnlyList<OfferedTransport>? AvailableTransports { get; init; }
}

/// <summary>A connection that the server has made for us to attach a transport to.</summary>
/// <param name="Url">The hub's address, after redirects.</param>
/// <param name="AccessToken">The token to come with.</param>
/// <param name="ConnectionId">The id that everybody may know.</param>
/// <param name="ConnectionToken">The id that only we know; it goes into the query.</param>
/// <param name="Offered">The transports that the server has.</param>
internal sealed record Negotiated(Uri Url, string? AccessToken, string ConnectionId, string ConnectionToken, IReadOnlyList<OfferedTransport> Offered);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NegotiateResponse))]
internal sealed partial class NegotiationJson : JsonSerializerContext;
