using System.Collections.Concurrent;

namespace RealtimeHub.Server.Fanout;

/// <summary>Named sets of connections on this node: SignalR's groups. A reader sees one unchanging array.</summary>
internal sealed class Groups
{
    private readonly ConcurrentDictionary<string, FanoutConnection[]> members = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>How many groups have members.</summary>
    public int Count => members.Count;

    public IReadOnlyList<FanoutConnection> Members(string group) => members.GetValueOrDefault(group) ?? [];

    public void Add(string group, FanoutConnection connection)
    {
        lock (gate)
        {
            // A connection that is already gone must not be kept by its last join.
            if (connection.IsGone || !connection.Groups.Add(group))
                return;
            members[group] = [.. members.GetValueOrDefault(group) ?? [], connection];
        }
    }

    public void Remove(string group, FanoutConnection connection)
    {
        lock (gate)
        {
            if (connection.Groups.Remove(group))
                Drop(group, connection);
        }
    }

    public void RemoveFromAll(FanoutConnection connection)
    {
        lock (gate)
        {
            connection.IsGone = true;
            foreach (var group in connection.Groups)
                Drop(group, connection);
            connection.Groups.Clear();
        }
    }

    private void Drop(string group, FanoutConnection connection)
    {
        var rest = Array.FindAll(members[group], member => member != connection);
        if (rest.Length == 0)
            members.TryRemove(group, out _);
        else
            members[group] = rest;
    }
}
