using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Index;

/// <summary>What an append will do to a channel, decided before anything changes.</summary>
/// <param name="Conflicts">An expected offset is wrong: nothing may change.</param>
/// <param name="Results">Where each draft goes or went; empty on a conflict.</param>
/// <param name="Written">How many drafts are new.</param>
internal readonly record struct AppendPlan(bool Conflicts, OneOrMany<Appended> Results, int Written)
{
    private static readonly AppendPlan Conflict = new(true, default, 0);

    /// <summary>Decides, with what earlier appends of the same commit will have changed.</summary>
    /// <exception cref="EngineUnavailableException">Too many idempotency keys are in use.</exception>
    public static AppendPlan For<TLocation>(ChannelIndex<TLocation> index, PendingChanges pending, Append append)
        where TLocation : struct, ILocation, IEquatable<TLocation>
    {
        var drafts = append.Drafts;
        var results = new OneOrMany<Appended>(drafts.Count);
        var head = index.Head + pending.Count;
        var next = head;
        // Tried on a copy of nothing: what this append adds to the pending changes is taken back on a conflict.
        var mark = pending.Mark();
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (FirstUse(index, pending, draft) is { } first)
            {
                results[i] = new Appended(new Position(index.Epoch, first), Duplicate: true);
                continue;
            }

            if (!Matches(index, pending, draft))
            {
                pending.TakeBack(mark);
                return Conflict;
            }

            if (draft.IdempotencyKey is not null && !index.AcceptsUsedKeys)
            {
                pending.TakeBack(mark);
                throw new EngineUnavailableException("too many idempotency keys are in use in this channel");
            }

            pending.Add(draft, ++next);
            results[i] = new Appended(new Position(index.Epoch, next), Duplicate: false);
        }

        var written = (int)(next - head);
        if (written > 0 && append.ExpectedOffset is { } expected && expected != head)
        {
            pending.TakeBack(mark);
            return Conflict;
        }

        return new AppendPlan(false, results, written);
    }

    private static long? FirstUse<TLocation>(ChannelIndex<TLocation> index, PendingChanges pending, Draft draft)
        where TLocation : struct, ILocation, IEquatable<TLocation>
    {
        if (draft.IdempotencyKey is not { } key)
            return null;
        var usedKey = new UsedKey(draft.IdempotencyScope, key);
        return index.TryGetUsed(usedKey, out var offset) || pending.TryGetUsed(usedKey, out offset) ? offset : null;
    }

    private static bool Matches<TLocation>(ChannelIndex<TLocation> index, PendingChanges pending, Draft draft)
        where TLocation : struct, ILocation, IEquatable<TLocation>
    {
        if (draft.ExpectedKeyOffset is not { } expected || draft.Key is not { } key)
            return true;
        return (pending.OffsetOfKey(key) ?? index.OffsetOfKey(key)) == expected;
    }
}
