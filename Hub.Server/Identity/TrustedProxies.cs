using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// The proxies whose word about a request is taken: whom it comes from and whether it came by https. Of all others the same headers are ignored, because
/// any client can write them.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>What is wrong with a configured proxy; null for an address such as 10.0.0.7 or a network such as 10.0.0.0/8.</summary>
    public static string? FaultOf(string text)
    {
        if (IPAddress.TryParse(text, out _))
            return null;
        if (!text.Contains('/', StringComparison.Ordinal) || !IPNetwork.TryParse(text, out var network))
            return "must be the address of a proxy, such as 10.0.0.7, or a network, such as 10.0.0.0/8";
        return network.PrefixLength == 0 ? "can't be everyone: then every client could choose the address that it is counted under" : null;
    }

    /// <summary>Takes address and scheme of requests from what these proxies say; belongs before everything else.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, IReadOnlyCollection<string> proxies)
    {
        if (proxies.Count == 0)
            return;

        // Hop by hop from the nearest on, as long as the next one is trusted; what stands before the first other is what a client may have written.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else
                options.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }
}
