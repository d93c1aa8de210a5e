using System.Net;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>Which count a connection would pass.</summary>
internal enum ConnectionLimit
{
    None,
    User,
    Address,
    Node,
}

/// <summary>How many connections each user and address and the node have. May be used from any thread.</summary>
internal sealed class ConnectionCounts(LimitOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> users = new(StringComparer.Ordinal);
    private readonly Dictionary<IPAddress, int> addresses = [];
    private int node;

    public int Node
    {
        get
        {
            lock (gate)
                return node;
        }
    }

    /// <summary>
    /// Counts a connection, or says which limit is in its way and counts nothing. An anonymous connection has no user; an
    /// address that is not known is not counted.
    /// </summary>
    public ConnectionLimit TryAcquire(string? userId, IPAddress? address)
    {
        var counted = Counted(address);
        lock (gate)
        {
            if (IsFull(node, options.ConnectionsPerNode))
                return ConnectionLimit.Node;
            if (counted is not null && IsFull(addresses.GetValueOrDefault(counted), options.ConnectionsPerAddress))
                return ConnectionLimit.Address;
            if (userId is not null && IsFull(users.GetValueOrDefault(userId), options.ConnectionsPerUser))
                return ConnectionLimit.User;
            node++;
            if (counted is not null)
                Add(addresses, counted, 1);
            if (userId is not null)
                Add(users, userId, 1);
            return ConnectionLimit.None;
        }
    }

    /// <summary>Takes a counted connection off again, once, with the user and address it was counted with.</summary>
    public void Release(string? userId, IPAddress? address)
    {
        var counted = Counted(address);
        lock (gate)
        {
            node--;
            if (counted is not null)
                Add(addresses, counted, -1);
            if (userId is not null)
                Add(users, userId, -1);
        }
    }

    private static bool IsFull(int count, int limit) => limit != 0 && count >= limit;

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count > 0)
            counts[key] = count;
        else
            counts.Remove(key);
    }

    /// <summary>The address to count under; one client's IPv4 address is the same behind an IPv6 socket.</summary>
    private IPAddress? Counted(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is null || (!options.CountLoopback && IPAddress.IsLoopback(address)) ? null : address;
    }
}
