namespace RealtimeHub.Server.Engines.Index;

/// <summary>Values of keys that the log has let go, by number. Numbers begin with 1. Not thread-safe.</summary>
internal sealed class KeptPlaces<TPlace>
    where TPlace : struct, IPlace, IEquatable<TPlace>
{
    private GrowingArray<LogEntry<TPlace>> entries;
    private int freeCount;
    private int firstFree;

    public ref LogEntry<TPlace> this[int number] => ref entries[number - 1];

    /// <summary>Whether most of it is free.</summary>
    public bool IsSparse => freeCount > 16 && freeCount > entries.Count / 2;

    public int Add(LogEntry<TPlace> entry)
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
        this[number] = new LogEntry<TPlace>(default, firstFree);
        firstFree = number;
        freeCount++;
    }
}
