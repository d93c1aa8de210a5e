using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Tries the configured addresses before anything is opened: the web server comes last at a start, and a wrong address or a port in use must
/// not have the journal opened, checked and closed first.
/// </summary>
/// <remarks>What another process takes between this and the start is reported by <see cref="ListenFailure"/>.</remarks>
internal static class ListenCheck
{
    /// <exception cref="InvalidConfigurationException">An address can't be parsed or listened on.</exception>
    public static void Run(IConfiguration configuration, IServiceProvider services)
    {
        foreach (var address in AddressesOf(configuration))
        {
            try
            {
                Try(BindingAddress.Parse(address), configuration, services);
            }
            catch (SocketException failure)
            {
                throw ListenFailure.Refused($"{address} can't be listened on: {failure.Message}");
            }
            catch (Exception failure) when (ListenFailure.Explain(failure) is { } refused)
            {
                throw refused;
            }
        }
    }

    // In the order in which the web server prefers them.
    private static string[] AddressesOf(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToArray();
        if (endpoints.Length > 0)
            return endpoints;
        return Split(configuration["urls"]) is { Length: > 0 } urls
            ? urls
            : [.. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}")];
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void Try(BindingAddress address, IConfiguration configuration, IServiceProvider services)
    {
        if (address.Scheme == Uri.UriSchemeHttps)
            RequireCertificate(configuration, services);
        if (address.IsUnixPipe || address.IsNamedPipe)
            return;
        if (IPAddress.TryParse(address.Host, out var ip))
            Bind(ip, address.Port);
        else if (string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
            BindLoopback(address.Port);
        else
            Bind(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port);
    }

    /// <summary>An endpoint of a configured section may bring its own; everything else goes by the default one, or has none.</summary>
    private static void RequireCertificate(IConfiguration configuration, IServiceProvider services)
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            return;
        var options = new KestrelServerOptions { ApplicationServices = services };
        options.Configure(configuration.GetSection("Kestrel")).Load();
        options.ListenAnyIP(0, listen => listen.UseHttps());
    }

    // The web server takes either of the two when only one is there.
    private static void BindLoopback(int port)
    {
        if (port == 0)
            throw ListenFailure.Refused("localhost takes a port; http://127.0.0.1:0 takes any that is free");
        var refused = new List<SocketException>();
        foreach (var loopback in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            try
            {
                Bind(loopback, port);
            }
            catch (SocketException failure)
            {
                refused.Add(failure);
            }
        }

        if (refused.Find(failure => failure.SocketErrorCode == SocketError.AddressAlreadyInUse) is { } inUse)
            throw inUse;
        if (refused.Count == 2)
            throw refused[0];
    }

    private static void Bind(IPAddress ip, int port)
    {
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (ip.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        socket.Bind(new IPEndPoint(ip, port));
        socket.Listen();
    }
}
