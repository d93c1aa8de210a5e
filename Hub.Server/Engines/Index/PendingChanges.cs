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

    public int Count => drafts.Count;

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
        if (drafts.Count == 0)
            return null;
        Index();
        return keys!.TryGetValue(key, out var offset) ? offset : null;
    }

    public bool TryGetUsed(UsedKey key, out long offset)
    {
        offset = 0;
        if (drafts.Count == 0)
            return false;
        Index();
        return used!.TryGetValue(key, out offset);
    }

    // Built only when somebody asks: most appends expect nothing.
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
