using Microsoft.Extensions.Configuration.Memory;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// The names by which requests may call this host. A name of a foreign page's own that resolves to this machine (DNS rebinding) would make that page
/// one of our own origin. In Development, where no one has to sign in, the default is the names of this machine; a configured <c>AllowedHosts</c> replaces it.
/// </summary>
internal static class HostNames
{
    public const string Key = "AllowedHosts";

    private static readonly string[] Loopback = ["localhost", "*.localhost", "127.0.0.1", "[::1]"];

    /// <summary>Puts the default below every other source of configuration; the framework's host filter enforces it.</summary>
    public static void UseLocalHostNames(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
            return;
        var names = Loopback.Concat(Listened(builder.Configuration["urls"])).Distinct(StringComparer.OrdinalIgnoreCase);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new KeyValuePair<string, string?>(Key, string.Join(';', names))],
        });
    }

    /// <summary>The server may also be called by an address that it was configured to listen on; <c>*</c> and <c>0.0.0.0</c> are none.</summary>
    private static IEnumerable<string> Listened(string? urls) =>
        (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "")
            .Where(host => host is not ("" or "0.0.0.0" or "[::]"));
}
