using System.Diagnostics.CodeAnalysis;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// What one slow subscriber in state mode has not been sent: the newest value per key, and how many it replaced. Given
/// out oldest first, each with the offset to come back with. Guarded by the lock of the outbox it belongs to.
/// </summary>
internal sealed class Overflow
{
    private readonly Dictionary<string, Publication> byKey = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> byOffset = new();
    private long newestResume;

    public bool IsEmpty => byKey.Count == 0;

    /// <summary>Takes a value; an older one of its key is replaced. True when there was one.</summary>
    public bool Merge(Publication publication)
    {
        var key = publication.Key!;
        var replaces = byKey.TryGetValue(key, out var older);
        if (older is not null)
            publication = publication with { Merged = (publication.Merged ?? 0) + (older.Merged ?? 0) + 1 };
        newestResume = publication.Resume ?? publication.Offset;
        byKey[key] = publication;
        if (byOffset.Count > 16 + (2 * byKey.Count))
            Tidy();
        else
            byOffset.Enqueue(key, publication.Offset);
        return replaces;
    }

    /// <summary>Gives the value that has waited longest.</summary>
    public bool TryTake([NotNullWhen(true)] out Publication? publication)
    {
        if (!TryDequeue(out publication))
            return false;
        DropReplaced();
        var resume = byOffset.TryPeek(out _, out var next) ? Math.Min(newestResume, next - 1) : newestResume;
        publication = publication with { Resume = resume };
        return true;
    }

    /// <summary>Forgets everything; gives the oldest offset that was waiting.</summary>
    public long? Clear()
    {
        var oldest = Oldest();
        byKey.Clear();
        byOffset.Clear();
        return oldest;
    }

    /// <summary>Forgets all but some keys; gives the oldest offset that still waits.</summary>
    public long? Keep(IReadOnlySet<string> keys)
    {
        foreach (var key in byKey.Keys)
        {
            if (!keys.Contains(key))
                byKey.Remove(key);
        }

        return Oldest();
    }

    private long? Oldest()
    {
        DropReplaced();
        return byOffset.TryPeek(out _, out var offset) ? offset : null;
    }

    private bool TryDequeue([NotNullWhen(true)] out Publication? publication)
    {
        DropReplaced();
        if (byOffset.TryDequeue(out var key, out _))
            return byKey.Remove(key, out publication);
        publication = null;
        return false;
    }

    // A key that changes all the time while nothing is taken must not fill the queue with places of replaced values.
    private void Tidy()
    {
        byOffset.Clear();
        foreach (var (key, publication) in byKey)
            byOffset.Enqueue(key, publication.Offset);
    }

    // A replaced value leaves its place in the queue behind: it is dropped when it comes to the front.
    private void DropReplaced()
    {
        while (byOffset.TryPeek(out var key, out var offset) && !(byKey.TryGetValue(key, out var held) && held.Offset == offset))
            byOffset.Dequeue();
    }
}
