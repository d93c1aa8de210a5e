using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Identity;

/// <summary>The other origins whose pages may use the hub, <c>Hub:Origins</c>.</summary>
internal sealed class OriginOptions
{
    public const string Section = "Hub:Origins";

    /// <summary>Origins as browsers write them, such as <c>https://app.example.com</c>.</summary>
    public required IReadOnlySet<string> Listed { get; init; }

    /// <exception cref="ConfigurationRefusedException">An entry is not an origin.</exception>
    public static OriginOptions Read(IConfiguration configuration)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in configuration.GetSection(Section).GetChildren())
        {
            if (!IsOrigin(child.Value))
                throw new ConfigurationRefusedException(child.Path, "must be an origin as browsers write it, such as https://app.example.com, without a path or a default port");
            listed.Add(child.Value!);
        }

        return new OriginOptions { Listed = listed };
    }

    private static bool IsOrigin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && $"{uri.Scheme}://{HostOf(uri)}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}" == text;

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
}
