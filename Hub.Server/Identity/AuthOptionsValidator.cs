using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity.Keys;

namespace RealtimeHub.Server.Identity;

/// <summary>The rules of <see cref="AuthOptions"/>. No line shows any part of a secret.</summary>
internal sealed class AuthOptionsValidator : OptionsValidator<AuthOptions>
{
    private const string NoKey =
        "Keys:0:Secret is missing. Outside Development the server needs the key that signs tokens, at least 32 bytes. Set the environment variable "
        + "Hub__Auth__Keys__0__Secret, for example to the output of 'openssl rand -base64 48'; 'rthub token --user <id>' with the same variable makes a token";

    private const string NoOwnKey = "AllowGuests needs a key that signs the guests' tokens: give one of Keys a Secret, or set it to false";

    private const string NoAudience =
        "Audience is missing. With Authority or JwksAddress it must be what the identity provider puts into aud for this server: else tokens that it made for other applications would be accepted";

    protected override IEnumerable<string?> Faults(AuthOptions options) =>
    [
        options.RequiresKey && options.Keys.Count == 0 && (options.Authority ?? options.JwksAddress ?? options.Scheme) is null ? NoKey : null,
        options.Scheme is not null && (options.Keys.Count > 0 || (options.Authority ?? options.JwksAddress) is not null) ? "Scheme does not go with Keys, Authority and JwksAddress: the application's own scheme takes the place of tokens" : null,
        .. options.Keys.SelectMany(KeyFaults),
        options.GivesGuests && options.RequiresKey && options.Keys.Values.All(key => key.Secret is null) ? NoOwnKey : null,
        .. SharedKids(options).Select(name => $"Keys:{name}:Kid is the same as another key's; each key needs its own"),
        AddressFault(nameof(options.Authority), options.Authority, options.RequireHttps),
        AddressFault(nameof(options.JwksAddress), options.JwksAddress, options.RequireHttps),
        options.Authority is not null && options.JwksAddress is not null ? "JwksAddress does not go with Authority, whose discovery document says where its keys are; set one of them" : null,
        options.Audience is null && (options.Authority ?? options.JwksAddress) is not null ? NoAudience : null,
    ];

    private static IEnumerable<string> KeyFaults(KeyValuePair<string, KeyOptions> key) =>
        (new KeyOptionsValidator().Validate(key.Key, key.Value).Failures ?? []).Select(fault => $"Keys:{key.Key}:{fault}");

    private static string? AddressFault(string name, string? address, bool requiresHttps)
    {
        if (address is null)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return $"{name} must be an address such as https://login.example.com, without a name, a password and a fragment";
        return uri.Scheme == Uri.UriSchemeHttps || !requiresHttps
            ? null
            : $"{name} must be https: anyone who can change what comes from there can make tokens. To take http all the same, on a network that you trust, set RequireHttps to false";
    }

    private static IEnumerable<string> SharedKids(AuthOptions options) =>
        options.Keys.GroupBy(key => key.Value.Kid).SelectMany(keys => keys.Skip(1)).Select(key => key.Key);
}
