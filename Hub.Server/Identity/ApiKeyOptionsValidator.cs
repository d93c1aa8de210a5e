using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity;

/// <summary>Checks one API key's options. No line shows any part of a key.</summary>
internal sealed class ApiKeyOptionsValidator : OptionsValidator<ApiKeyOptions>
{
    private const int MaxNameCharacters = 64;

    protected override IEnumerable<string?> Faults(ApiKeyOptions options) =>
    [
        Range(nameof(options.UpdatesPerSecond), options.UpdatesPerSecond, 0, int.MaxValue, "0 lifts the limit"),
        options.Name.Length is >= 1 and <= MaxNameCharacters && options.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : $"Name must be 1 to {MaxNameCharacters} letters, digits, '-', '_' and '.'",
        ApiKey.IsKey(options.Key) ? null : $"Key must have at least {ApiKey.MinCharacters} printable ASCII characters without spaces, or be {ApiKey.HashPrefix} and 64 hexadecimal digits",
        ApiKey.ScopesOf(options.Scopes) is null ? "Scopes must be one or more of publish, read and admin, separated by commas" : null,
    ];
}
