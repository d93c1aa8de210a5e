namespace RealtimeHub.Server.Engines.Index;

/// <summary>The newest publications of a channel, by offset. Not thread-safe.</summary>
internal sealed class ChannelLog<TLocation>
    where TLocation : struct, ILocation, IEquatable<TLocation>
{
    private readonly Ring<LogEntry<TLocation>> entries = new();

    /// <summary>The offset of the newest publication.</summary>
    public long Head { get; private set; }

    /// <summary>The oldest offset that is kept; head + 1 when none is.</summary>
    public long FirstOffset => Head - entries.Count + 1;

    public int Count => entries.Count;

    public ref LogEntry<TLocation> this[long offset] => ref entries[(int)(offset - FirstOffset)];

    public bool Has(long offset) => offset >= FirstOffset && offset <= Head;

    public void Add(LogEntry<TLocation> entry)
    {
        Head++;
        entries.Add(entry);
    }

    public void Reserve(int count) => entries.Reserve(count);

    /// <summary>Lets everything before an offset go; an offset ahead of the head leaves the log empty there.</summary>
    public void DropBefore(long offset)
    {
        var drop = (int)Math.Min(entries.Count, offset - FirstOffset);
        if (drop > 0)
            entries.RemoveFirst(drop);
        Head = Math.Max(Head, offset - 1);
    }

    public IEnumerable<LogEntry<TLocation>> All()
    {
        for (var i = 0; i < entries.Count; i++)
            yield return entries[i];
    }
}
