namespace RealtimeHub.Server.Engines.Index;

/// <summary>Values of keys that the log has let go, by number. Numbers begin with 1. Not thread-safe.</summary>
internal sealed class RetainedEntries<TLocation>
    where TLocation : struct, ILocation, IEquatable<TLocation>
{
    private GrowingArray<LogEntry<TLocation>> entries;
    private int freeCount;
    private int firstFree;

    public ref LogEntry<TLocation> this[int number] => ref entries[number - 1];

    /// <summary>Whether most of it is free.</summary>
    public bool IsSparse => freeCount > 16 && freeCount > entries.Count / 2;

    public int Add(LogEntry<TLocation> entry)
    {
        if (freeCount == 0)
        {
            entries.Add(entry);
            return entries.Count;
        }

        var number = firstFree;
        firstFree = (int)this[number].Time;
        freeCount--;
        this[number] = entry;
        return number;
    }

    public void Free(int number)
    {
        // A free entry's time is the number of the next one.
        this[number] = new LogEntry<TLocation>(default, firstFree);
        firstFree = number;
        freeCount++;
    }
}
