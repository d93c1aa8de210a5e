using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>The changes of one channel that are made but not announced yet, and what the announced ones have told.</summary>
internal sealed class PresenceChanges(ChannelName channel, PresenceOptions options, long version)
{
    /// <summary>The most changes that wait; beyond it the oldest goes, and watchers read again because of the jump.</summary>
    public const int MaxReady = 64;

    private readonly Queue<PresenceChange> ready = [];
    private Told told = Told.Names;
    private (int Users, int Connections) counts;
    private TimeSpan nextCounts = TimeSpan.MinValue;

    private enum Told
    {
        Names,
        Nothing,
        Counts,
    }

    public long Version { get; private set; } = version;

    public bool AnyReady => ready.Count > 0;

    /// <summary>Whether watchers hold every member by name, but for what is pending.</summary>
    public bool NamesAreKnown => told == Told.Names;

    /// <summary>Whether watchers must learn that names are no longer given.</summary>
    public bool MustTurn => told == Told.Nothing;

    /// <summary>Names are followed no longer: the next change tells counts.</summary>
    public void ForgetNames()
    {
        if (told == Told.Names)
            told = Told.Nothing;
    }

    public void AddNames(NamedChange named, int users, int connections) =>
        Add(new PresenceChange(channel, named.Joined, named.Updated, named.Left, users, connections, Version + 1));

    /// <summary>Leaves a version out, so that a watcher of an earlier one reads the names.</summary>
    public void AddReturnToNames(int users, int connections)
    {
        told = Told.Names;
        Add(new PresenceChange(channel, [], [], [], users, connections, Version + 2));
    }

    public void AddCounts(int users, int connections)
    {
        if (told == Told.Counts && counts == (users, connections))
            return;
        told = Told.Counts;
        counts = (users, connections);
        Add(new PresenceChange(channel, [], [], [], users, connections, Version + 1, CountsOnly: true));
    }

    /// <summary>Whether counts may be announced: at once when names end, then once an interval.</summary>
    public bool MayCount(TimeSpan now) => told == Told.Nothing || now >= nextCounts;

    /// <summary>When these counts may be announced; null when they have been.</summary>
    public TimeSpan? NextCounts(int users, int connections) => counts == (users, connections) ? null : nextCounts;

    public PresenceChange? Take(TimeSpan now)
    {
        if (!ready.TryDequeue(out var change))
            return null;
        if (change.CountsOnly == true)
            nextCounts = now + options.CountsInterval;
        return change;
    }

    private void Add(PresenceChange change)
    {
        Version = change.Version;
        ready.Enqueue(change);
        if (ready.Count > MaxReady)
            ready.Dequeue();
    }
}
