namespace RealtimeHub.Server.Engines.Index;

/// <summary>Where a publication is: the publication itself, or its place on disk.</summary>
internal interface ILocation
{
    /// <summary>The size of the payload, for the limits of a page.</summary>
    int PayloadBytes { get; }
}

/// <summary>A publication of the log; its offset follows from its position in the ring.</summary>
internal readonly record struct LogEntry<TLocation>(TLocation Location, long Time)
    where TLocation : struct, ILocation;

/// <summary>A key's present value, or its tombstone.</summary>
/// <param name="Key">The key in UTF-8.</param>
/// <param name="Offset">The publication that set it, or what a compaction stands up to.</param>
/// <param name="Location">Where the value is.</param>
/// <param name="Removed">Whether it is a tombstone.</param>
/// <param name="Time">When it was set, Unix milliseconds.</param>
internal readonly record struct KeyEntry<TLocation>(ReadOnlyMemory<byte> Key, long Offset, TLocation Location, bool Removed, long Time)
    where TLocation : struct, ILocation;
