namespace RealtimeHub.Server.Channels.Traces;

/// <summary>The last things of a kind; a further one takes the place of the oldest. May be used from any thread.</summary>
internal sealed class RecentRing<T>(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<T> items = new();

    public void Add(T item)
    {
        if (capacity == 0)
            return;
        lock (gate)
        {
            if (items.Count == capacity)
                items.Dequeue();
            items.Enqueue(item);
        }
    }

    /// <summary>Those that match, the newest first.</summary>
    public IReadOnlyList<T> Find(Func<T, bool> matches)
    {
        lock (gate)
            return [.. items.Where(matches).Reverse()];
    }
}
