using System.Net;
using RealtimeHub.Shared;

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
            if (Reached(userId, counted) is var limit && limit != ConnectionLimit.None)
                return limit;
            node++;
            if (counted is not null)
                Add(addresses, counted, 1);
            if (userId is not null)
                Add(users, userId, 1);
            return ConnectionLimit.None;
        }
    }

    /// <summary>Which limit is in the way of one more connection. Counts nothing: another may be faster.</summary>
    public ConnectionLimit Find(string? userId, IPAddress? address)
    {
        lock (gate)
            return Reached(userId, Counted(address));
    }

    /// <summary>What to tell someone whose connection a limit is in the way of, and what to do.</summary>
    public string Describe(ConnectionLimit limit) => limit switch
    {
        ConnectionLimit.User => $"this user has {options.ConnectionsPerUser} connections, which is the limit; close another tab or device, then connect again",
        ConnectionLimit.Address => $"this address has {options.ConnectionsPerAddress} connections, which is the limit; close others, then connect again",
        _ => $"this server has {options.ConnectionsPerNode} connections, which is the limit; connect again later",
    };

    /// <summary>The same for programs.</summary>
    public RefusalDetails DetailsOf(ConnectionLimit limit) => new()
    {
        Reason = limit.ToString().ToLowerInvariant(),
        Limit = limit switch
        {
            ConnectionLimit.User => options.ConnectionsPerUser,
            ConnectionLimit.Address => options.ConnectionsPerAddress,
            _ => options.ConnectionsPerNode,
        },
    };

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

    private ConnectionLimit Reached(string? userId, IPAddress? counted)
    {
        if (IsFull(node, options.ConnectionsPerNode))
            return ConnectionLimit.Node;
        if (counted is not null && IsFull(addresses.GetValueOrDefault(counted), options.ConnectionsPerAddress))
            return ConnectionLimit.Address;
        return userId is not null && IsFull(users.GetValueOrDefault(userId), options.ConnectionsPerUser)
            ? ConnectionLimit.User
            : ConnectionLimit.None;
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

    private IPAddress? Counted(IPAddress? address) => ClientAddress.Of(address, options);
}
