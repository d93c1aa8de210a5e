using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Channels.Backends;

/// <summary>The ranges of <see cref="BackendOptions"/>.</summary>
internal sealed class BackendOptionsValidator : OptionsValidator<BackendOptions>
{
    protected override IEnumerable<string?> Faults(BackendOptions options) =>
    [
        options.Address.Length == 0 || (Uri.TryCreate(options.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            ? null
            : $"{nameof(options.Address)} must be an http or https address without a user; send a key as a header (Headers)",
        .. options.Headers.Select(header => IsHeader(header.Key, header.Value) ? null : $"{nameof(options.Headers)}:{header.Key} is no header that can be sent"),
        Range(nameof(options.TimeLimit), options.TimeLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)),
        Range(nameof(options.CacheTime), options.CacheTime, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
        Range(nameof(options.MaxCached), options.MaxCached, 1, 1_000_000),
        Range(nameof(options.MaxConcurrent), options.MaxConcurrent, 1, 10_000),
    ];

    private static bool IsHeader(string name, string value)
    {
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation(name, value) && value.All(c => c is >= ' ' and <= '~');
    }
}
