using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Server.Modules.Documents.Rules;

namespace RealtimeHub.Server.Modules.Documents.Awareness;

/// <summary>Who is where in one document. For one thread at a time.</summary>
internal sealed class DocumentPresence
{
    /// <summary>The most clients that one connection speaks for.</summary>
    public const int MaxClients = 16;

    private readonly Dictionary<long, Known> clients = [];

    public bool IsEmpty => clients.Count == 0;

    public bool Has(string connectionId) => clients.Values.Any(known => known.ConnectionId == connectionId);

    /// <summary>Takes entries of a connection, all or none; gives those that are news.</summary>
    public Outcome<List<AwarenessEntry>> Take(DocumentCaller caller, IReadOnlyList<AwarenessEntry> entries, bool dropsForeign)
    {
        var news = new List<AwarenessEntry>();
        foreach (var entry in entries)
        {
            var known = clients.GetValueOrDefault(entry.Client);
            if (!entry.Supersedes(known?.Entry) || (known is null && entry.State is null))
                continue;

            // The same user's earlier connection may not have ended yet: a client keeps its id when it comes back.
            if (known is null || known.UserId == caller.UserId)
                news.Add(entry);
            else if (!dropsForeign)
                return DocumentRefusals.ForeignAwareness(entry.Client);
        }

        var own = clients.Count(pair => pair.Value.ConnectionId == caller.ConnectionId && news.TrueForAll(entry => entry.Client != pair.Key));
        if (own + news.Count(entry => entry.State is not null) > MaxClients)
            return DocumentRefusals.TooManyClients(MaxClients);
        foreach (var entry in news)
        {
            if (entry.State is null)
                clients.Remove(entry.Client);
            else
                clients[entry.Client] = new Known(entry, caller.ConnectionId, caller.UserId);
        }

        return news;
    }

    /// <summary>All that a connection says now, with its news: a message that may take the place of its earlier ones.</summary>
    public List<AwarenessEntry> With(List<AwarenessEntry> news, string connectionId) =>
    [
        .. news,
        .. clients.Values.Where(known => known.ConnectionId == connectionId && news.TrueForAll(entry => entry.Client != known.Entry.Client)).Select(known => known.Entry),
    ];

    /// <summary>Takes back what a connection has said.</summary>
    public List<AwarenessEntry> Withdraw(string connectionId)
    {
        var gone = clients.Values.Where(known => known.ConnectionId == connectionId).Select(known => known.Entry with { State = null }).ToList();
        foreach (var entry in gone)
            clients.Remove(entry.Client);
        return gone;
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Messages() =>
        [.. clients.Values.GroupBy(known => known.ConnectionId, StringComparer.Ordinal)
            .Select(group => (ReadOnlyMemory<byte>)AwarenessUpdate.Encode([.. group.Select(known => known.Entry)]))];

    private sealed record Known(AwarenessEntry Entry, string ConnectionId, string UserId);
}
