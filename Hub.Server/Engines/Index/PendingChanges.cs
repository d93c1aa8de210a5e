namespace RealtimeHub.Server.Engines.Index;

/// <summary>
/// Drafts that have an offset but are not in their channel's index yet: later drafts must be checked against them, readers
/// must not see them. Not thread-safe.
/// </summary>
internal sealed class PendingChanges
{
    private readonly List<(Draft Draft, long Offset)> drafts = [];
    private Dictionary<string, long>? keys;
    private Dictionary<UsedKey, long>? used;
    private int indexed;

    /// <summary>Earlier ones that are not in the index yet either; null for none.</summary>
    public PendingChanges? Before { get; set; }

    /// <summary>How many drafts there are, the earlier ones included.</summary>
    public int Count => drafts.Count + (Before?.Count ?? 0);

    public void Add(Draft draft, long offset) => drafts.Add((draft, offset));

    /// <summary>A point to which <see cref="TakeBack"/> can return.</summary>
    public int Mark() => drafts.Count;

    public void TakeBack(int mark)
    {
        if (indexed > mark)
            Forget();
        drafts.RemoveRange(mark, drafts.Count - mark);
    }

    public void Clear()
    {
        drafts.Clear();
        Forget();
    }

    /// <summary>The offset of a key's value after these changes, 0 when they remove it; null when they don't touch it.</summary>
    public long? OffsetOfKey(string key)
    {
        if (drafts.Count > 0)
        {
            Index();
            if (keys!.TryGetValue(key, out var offset))
                return offset;
        }

        return Before?.OffsetOfKey(key);
    }

    public bool TryGetUsed(UsedKey key, out long offset)
    {
        if (drafts.Count > 0)
        {
            Index();
            if (used!.TryGetValue(key, out offset))
                return true;
        }

        offset = 0;
        return Before is not null && Before.TryGetUsed(key, out offset);
    }

    // Built only on the first look-up: most appends expect nothing.
    private void Index()
    {
        keys ??= new Dictionary<string, long>(StringComparer.Ordinal);
        used ??= [];
        for (; indexed < drafts.Count; indexed++)
        {
            var (draft, offset) = drafts[indexed];
            if (draft.Key is { } key)
                keys[key] = draft.Removed ? 0 : offset;
            if (draft.IdempotencyKey is { } idempotencyKey)
                used.TryAdd(new UsedKey(draft.IdempotencyScope, idempotencyKey), offset);
        }
    }

    private void Forget()
    {
        indexed = 0;
        keys?.Clear();
        used?.Clear();
    }
}
