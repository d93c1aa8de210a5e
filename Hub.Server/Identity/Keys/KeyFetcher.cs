using System.Text.Json;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity.Keys;

/// <summary>Keys could not be fetched. The message says why, in words that hold no address.</summary>
internal sealed class KeyFetchException(string message) : Exception(message);

/// <summary>Fetches an identity provider's keys. Nothing but the configured address, and the address of the keys that it names, is ever called.</summary>
internal sealed class KeyFetcher : IDisposable
{
    /// <summary>The largest document.</summary>
    public const int MaxBytes = 64 * 1024;

    private const string Discovery = "/.well-known/openid-configuration";
    private readonly KeyLocation location;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public KeyFetcher(KeyLocation location, TimeProvider time)
    {
        (this.location, this.time) = (location, time);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeLimit, PooledConnectionLifetime = TimeSpan.FromMinutes(1) };
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How long a fetch may take, discovery included.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(5);

    /// <exception cref="KeyFetchException">There are none, or not in time.</exception>
    public async Task<IReadOnlyList<SigningKey>> FetchAsync()
    {
        using var limit = new CancellationTokenSource(TimeLimit, time);
        try
        {
            var (address, issuer) = location.Authority is { } authority ? await DiscoverAsync(authority, limit.Token) : (location.Keys!, null);
            return JsonWebKeys.Read(await GetAsync(address, limit.Token), issuer) ?? throw new KeyFetchException("the answer is not a key set");
        }
        catch (OperationCanceledException)
        {
            throw new KeyFetchException($"there was no answer within {TimeLimit.TotalSeconds:F0} s");
        }
        catch (Exception e) when (NetworkErrors.Is(e))
        {
            throw new KeyFetchException($"the address could not be reached ({(e as HttpRequestException)?.HttpRequestError.ToString() ?? e.GetType().Name})");
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<(Uri Keys, string Issuer)> DiscoverAsync(string authority, CancellationToken cancellationToken)
    {
        var bytes = await GetAsync(new Uri(authority.TrimEnd('/') + Discovery), cancellationToken);
        if (!StrictJson.TryParseObject(bytes, out var document))
            throw new KeyFetchException("the discovery document is not a JSON object");
        using (document)
        {
            if (Text(document.RootElement, "issuer") is not { } issuer || issuer.TrimEnd('/') != authority.TrimEnd('/'))
                throw new KeyFetchException("the discovery document's issuer is not the configured authority");
            return Uri.TryCreate(Text(document.RootElement, "jwks_uri"), UriKind.Absolute, out var keys) && location.Allows(keys)
                ? (keys, issuer)
                : throw new KeyFetchException("the discovery document's jwks_uri is missing or not https");
        }
    }

    private async Task<ReadOnlyMemory<byte>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if ((int)answer.StatusCode != StatusCodes.Status200OK)
            throw new KeyFetchException($"the answer was {(int)answer.StatusCode}{((int)answer.StatusCode is >= 300 and < 400 ? ", and redirects are not followed" : "")}");
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxBytes ? buffer.AsMemory(0, length) : throw new KeyFetchException($"the answer has more than {MaxBytes} bytes");
    }

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Where an identity provider's keys are: exactly one of the first two is set.</summary>
/// <param name="Authority">The issuer, whose discovery document says where.</param>
/// <param name="Keys">The key set itself.</param>
/// <param name="RequiresHttps">Whether plain HTTP is refused.</param>
internal sealed record KeyLocation(string? Authority, Uri? Keys, bool RequiresHttps)
{
    /// <summary>Whether an address may be called.</summary>
    public bool Allows(Uri address) => address.Scheme == Uri.UriSchemeHttps || (!RequiresHttps && address.Scheme == Uri.UriSchemeHttp);
}
