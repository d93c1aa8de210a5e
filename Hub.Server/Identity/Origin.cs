using System.Text.RegularExpressions;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// An origin as browsers and the shells of applications write it: <c>https://app.example.com</c>, <c>http://localhost:3000</c>,
/// <c>capacitor://localhost</c>, <c>chrome-extension://abcdefgh</c>. Origins are compared character by character.
/// </summary>
internal static partial class Origin
{
    // Pages of these have the origin "null", or none.
    private static readonly string[] Opaque = ["file", "data", "blob", "about", "javascript", "filesystem"];

    /// <summary>What is wrong with a configured origin; null when it is one.</summary>
    public static string? FaultOf(string text)
    {
        if (Schemed().Match(text) is not { Success: true } parts)
            return "must be an origin as browsers write it: scheme, host and port, such as https://app.example.com or capacitor://localhost, in lower case and without a path";
        var scheme = parts.Groups["scheme"].Value;
        if (scheme is "ws" or "wss")
            return "must be the origin of the page, which begins with http or https, not the address of the WebSocket";
        if (Opaque.Contains(scheme))
            return $"can't be an origin: pages of {scheme}: have none";
        if (scheme is not ("http" or "https"))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && Canonical(uri) == text
            ? null
            : "must be an origin as browsers write it, in lower case and without the scheme's own port";
    }

    private static string Canonical(Uri uri) => $"{uri.Scheme}://{HostOf(uri)}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;

    [GeneratedRegex(@"\A(?<scheme>[a-z][a-z0-9+.-]*)://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Schemed();
}

/// <summary>The other origins whose pages may use the hub.</summary>
internal sealed class AllowedOrigins(IEnumerable<string> origins)
{
    private readonly HashSet<string> origins = new(origins, StringComparer.Ordinal);

    public bool Contains(string origin) => origins.Contains(origin);
}
