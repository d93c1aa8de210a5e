using RealtimeHub.Server.Channels.Nodes;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.SharedPresence;

/// <summary>
/// The connections of one channel on other nodes, as those write them down. What is here is what the nodes that live have; what the others had stays known,
/// so that it is here again when such a node wakes.
/// </summary>
/// <param name="channel">The channel that they are in.</param>
/// <param name="channels">Where it is read.</param>
/// <param name="registry">Who is in the channel, of all nodes.</param>
/// <param name="lifeOf">Whether a node lives.</param>
/// <param name="ownId">This node's id: what it wrote itself it knows better.</param>
/// <param name="onLost">Called when the engine lost what was written.</param>
internal sealed class FollowedPresence(
    ChannelName channel, IModuleChannels channels, PresenceRegistry registry, Func<string, NodeLife> lifeOf, string ownId, Action<ChannelName> onLost) : IChannelListener
{
    private const int PageSize = 1_000;
    private readonly ChannelName written = PresenceRecord.ChannelOf(PresenceRecord.KeyOf(channel));
    private readonly Lock gate = new();
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private Dictionary<string, Held> held = new(StringComparer.Ordinal);
    private List<Publication>? early;
    private ChannelListening? listening;
    private int reads;
    private bool applying;

    /// <summary>How many hold it; guarded by its owner.</summary>
    public int Users { get; set; }

    /// <summary>Completes when the members on other nodes are known.</summary>
    public Task Began { get; set; } = Task.CompletedTask;

    /// <summary>Set when the last that held it has gone; completes when it is over.</summary>
    public Task? Ended { get; set; }

    public async Task BeginAsync()
    {
        // What comes before the reading is done is kept for its end.
        lock (gate)
            early = [];
        listening = await channels.ListenAsync(written, this, CancellationToken.None);
        await ReadAsync(CancellationToken.None);
    }

    /// <summary>Ends it: those on other nodes are not here any more.</summary>
    public async Task EndAsync()
    {
        if (listening is not null)
            await listening.DisposeAsync();
        lock (gate)
        {
            reads++;
            changed.UnionWith(held.Keys);
            held = new Dictionary<string, Held>(StringComparer.Ordinal);
        }

        Apply();
    }

    /// <summary>Nodes came or are gone.</summary>
    public void Judge()
    {
        lock (gate)
            changed.UnionWith(held.Keys);
        Apply();
    }

    /// <summary>Reads it all again, as after a reset.</summary>
    public ValueTask ReadAgainAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    void IChannelListener.OnPublications(string epoch, IReadOnlyList<Publication> publications)
    {
        lock (gate)
        {
            if (early is not null)
            {
                early.AddRange(publications);
                return;
            }

            foreach (var publication in publications)
                Take(held, publication, changed);
        }

        Apply();
    }

    void IChannelListener.OnReset(Position position)
    {
        lock (gate)
            early = [];
        onLost(channel);
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        int read;
        lock (gate)
        {
            read = ++reads;
            early ??= [];
        }

        var fresh = new Dictionary<string, Held>(StringComparer.Ordinal);
        for (string? after = null; ;)
        {
            var page = await channels.ReadStateAsync(written, new StateQuery { AfterKey = after, Limit = PageSize }, cancellationToken);
            foreach (var entry in page.Entries)
                Take(fresh, entry, null);
            if (!page.HasMore)
                break;
            after = page.Entries[^1].Key;
        }

        lock (gate)
        {
            // A newer reading knows more, and so does the end.
            if (read != reads)
                return;
            foreach (var publication in early ?? [])
            {
                if (!(fresh.GetValueOrDefault(publication.Key ?? "") is { } newer && newer.Offset >= publication.Offset))
                    Take(fresh, publication, null);
            }

            early = null;
            changed.UnionWith(held.Keys);
            changed.UnionWith(fresh.Keys);
            held = fresh;
        }

        Apply();
    }

    private void Take(Dictionary<string, Held> into, Publication publication, HashSet<string>? noted)
    {
        if (publication.Key is not { } connectionId)
            return;
        var record = PresenceRecord.Read(publication);
        if (record?.Node == ownId)
            return;
        if (record is null)
            into.Remove(connectionId);
        else
            into[connectionId] = new Held(record, publication.Offset);
        noted?.Add(connectionId);
    }

    // One at a time, and always what is known then: so whatever order changes come in, the last one holds.
    private void Apply()
    {
        while (true)
        {
            (string Id, Held? Held)[] batch;
            lock (gate)
            {
                if (applying || changed.Count == 0)
                    return;
                applying = true;
                batch = [.. changed.Select(id => (id, held.GetValueOrDefault(id)))];
                changed.Clear();
            }

            try
            {
                var there = batch.OrderBy(one => one.Held?.Record.JoinedTime).ThenBy(one => one.Held?.Offset).Where(one => !IsToldAsLost(one.Held)).Select(one => KeyValuePair.Create(one.Id, ToConnection(one.Held))).ToList();
                if (there.Count > 0)
                    registry.Apply(channel, there);
            }
            finally
            {
                lock (gate)
                    applying = false;
            }
        }
    }

    // The grace period runs once.
    private bool IsToldAsLost(Held? one)
    {
        if (one is null)
            return false;
        var isLost = IsLost(one.Record) && lifeOf(one.Record.Node) != NodeLife.Gone;
        var before = one.ToldAsLost;
        one.ToldAsLost = isLost;
        return isLost && before;
    }

    private SharedConnection? ToConnection(Held? one) =>
        one is null || lifeOf(one.Record.Node) == NodeLife.Gone ? null : one.Record.ToConnection(IsLost(one.Record));

    // Who was on a node that stopped in order is on the way to another.
    private bool IsLost(PresenceRecord record) => record.Lost || lifeOf(record.Node) == NodeLife.Stopped;

    private sealed class Held(PresenceRecord record, long offset)
    {
        public PresenceRecord Record { get; } = record;

        public long Offset { get; } = offset;

        public bool ToldAsLost { get; set; }
    }
}
