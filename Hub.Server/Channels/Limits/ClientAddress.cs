using System.Net;
using System.Net.Sockets;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>The address that a client is counted under.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    /// <summary>
    /// An IPv4 address as it is, also behind an IPv6 socket; of an IPv6 address its /64, because every client has a whole one to choose
    /// from. Null where it is not counted: an address that is not known, and this machine's own unless the options say otherwise.
    /// </summary>
    public static IPAddress? Of(IPAddress? address, LimitOptions options)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is null || (!options.CountLoopback && IPAddress.IsLoopback(address)))
            return null;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? PrefixOf(address) : address;
    }

    private static IPAddress PrefixOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[PrefixBytes..].Clear();
        return new IPAddress(bytes);
    }
}
