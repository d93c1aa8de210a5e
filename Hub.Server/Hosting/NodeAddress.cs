using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RealtimeHub.Server.Channels.Nodes;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// Where other nodes reach this one: what is configured, else the first address without TLS that the server listens on. One that stands for all of the
/// machine's addresses is replaced by the machine's first.
/// </summary>
internal sealed class NodeAddress(string configured, IServer server) : INodeAddress
{
    private string? found;

    public string? Value => configured.Length > 0 ? configured.TrimEnd('/') : found ??= Find();

    private string? Find()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse).Where(one => !one.IsUnixPipe && !one.IsNamedPipe).ToList() ?? [];
        var address = addresses.Find(one => one.Scheme == Uri.UriSchemeHttp) ?? addresses.FirstOrDefault();

        // Port 0 stands for one that is not known yet.
        return address is null or { Port: 0 } ? null : $"{address.Scheme}://{HostOf(address.Host)}:{address.Port}";
    }

    private static string HostOf(string host)
    {
        var standsForAll = host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        return standsForAll ? FirstOfMachine() : host;
    }

    private static string FirstOfMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(one => one.GetIPProperties().UnicastAddresses)
        .Select(one => one.Address)
        .Where(one => one.AddressFamily == AddressFamily.InterNetwork)
        .Select(one => one.ToString())
        .FirstOrDefault("127.0.0.1");
}
