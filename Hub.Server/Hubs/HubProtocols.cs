using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// The protocols that clients may choose. SignalR takes the last one of a name, and each <c>AddSignalR</c> and <c>AddMessagePackProtocol</c> of the embedding application adds its own
/// again: ours have precedence wherever they were added.
/// </summary>
internal sealed class HubProtocols(IEnumerable<IHubProtocol> protocols) : IHubProtocolResolver
{
    private readonly Dictionary<string, IHubProtocol> byName = protocols.OrderBy(protocol => protocol is LenientHubProtocol).GroupBy(protocol => protocol.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => same.Last(), StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<IHubProtocol> AllProtocols => [.. byName.Values];

    public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols) =>
        byName.TryGetValue(protocolName, out var protocol) && supportedProtocols?.Contains(protocol.Name, StringComparer.OrdinalIgnoreCase) is not false ? protocol : null;
}
