using RealtimeHub.Documents;

namespace RealtimeHub.Client.Documents;

/// <summary>
/// Updates that the server has not acknowledged, in the order of the edits. What waits is merged, so that it takes little more room than the
/// text itself. For one thread at a time.
/// </summary>
internal sealed class PendingUpdates
{
    /// <summary>The server takes no update above 1 MiB; small ones keep the wait of others short.</summary>
    public const int MaxPushBytes = 256 * 1024;

    // Merging costs as much as it writes: the last one stays small, so that a keystroke stays cheap.
    private const int MaxMergeBytes = 16 * 1024;

    private readonly LinkedList<Batch> waiting = [];

    /// <summary>How many changes are not acknowledged.</summary>
    public int Changes { get; private set; }

    public bool IsEmpty => waiting.Count == 0;

    public void Add(ReadOnlyMemory<byte> update, int changes = 1)
    {
        Changes += changes;
        if (waiting.Last is { Value: var last } node && !last.IsTaken && last.Update.Length + update.Length <= MaxMergeBytes)
            node.Value = new Batch(YUpdate.Merge([last.Update, update]), last.Changes + changes);
        else
            waiting.AddLast(new Batch(update, changes));
    }

    /// <summary>As many of the first as go well in one push; null when nothing waits. They stay until <see cref="Acknowledge"/>.</summary>
    public ReadOnlyMemory<byte>? Take()
    {
        var bytes = 0;
        var updates = new List<ReadOnlyMemory<byte>>();
        for (var node = waiting.First; node is not null; node = node.Next)
        {
            if (updates.Count > 0 && bytes + node.Value.Update.Length > MaxPushBytes)
                break;
            bytes += node.Value.Update.Length;
            updates.Add(node.Value.Update);
            node.Value = node.Value with { IsTaken = true };
        }

        if (updates.Count == 0)
            return null;
        return updates.Count == 1 ? updates[0] : YUpdate.Merge(updates);
    }

    /// <summary>What was taken is stored.</summary>
    public void Acknowledge()
    {
        while (waiting.First is { Value: { IsTaken: true } first })
        {
            Changes -= first.Changes;
            waiting.RemoveFirst();
        }
    }

    /// <summary>What was taken has not been stored, as far as is known.</summary>
    public void PutBack()
    {
        for (var node = waiting.First; node is { Value.IsTaken: true }; node = node.Next)
            node.Value = node.Value with { IsTaken = false };
    }

    private sealed record Batch(ReadOnlyMemory<byte> Update, int Changes, bool IsTaken = false);
}
