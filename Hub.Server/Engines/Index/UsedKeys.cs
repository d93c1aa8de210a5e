namespace RealtimeHub.Server.Engines.Index;

/// <summary>An idempotency key and whose it is.</summary>
internal readonly record struct UsedKey(string Scope, string Key);

/// <summary>
/// A channel's used idempotency keys and the offsets that they got, for <see cref="Draft.IdempotencyWindow"/>. Bounded by
/// <see cref="Most"/>; when full, appends with new keys are refused: to forget one early could publish it twice.
/// </summary>
internal sealed class UsedKeys
{
    public const int Most = 1_000_000;

    private readonly Dictionary<UsedKey, long> offsets = [];
    private readonly Ring<Use> uses = new();

    public int Count => offsets.Count;

    public bool IsFull => offsets.Count >= Most;

    public bool TryGet(UsedKey key, out long offset) => offsets.TryGetValue(key, out offset);

    public void Add(UsedKey key, long offset, long time)
    {
        if (offsets.TryAdd(key, offset))
            uses.Add(new Use(key, time));
    }

    public void ForgetUntil(long time)
    {
        var count = 0;
        while (count < uses.Count && uses[count].Time <= time)
            offsets.Remove(uses[count++].Key);
        if (count > 0)
            uses.RemoveFirst(count);
    }

    /// <summary>Every use in order of time: key, offset, time.</summary>
    public IEnumerable<(UsedKey Key, long Offset, long Time)> All()
    {
        for (var i = 0; i < uses.Count; i++)
            yield return (uses[i].Key, offsets[uses[i].Key], uses[i].Time);
    }

    private readonly record struct Use(UsedKey Key, long Time);
}
