namespace RealtimeHub.Server.Engines.Index;

/// <summary>Where a publication is: the publication itself, or its place on disk.</summary>
internal interface IPlace
{
    /// <summary>The size of the payload, for the limits of a page.</summary>
    int PayloadBytes { get; }
}

/// <summary>A publication of the log; its offset follows from its position in the ring.</summary>
internal readonly record struct LogEntry<TPlace>(TPlace Place, long Time)
    where TPlace : struct, IPlace;

/// <summary>A key's present value, or its tombstone.</summary>
/// <param name="Key">The key in UTF-8.</param>
/// <param name="Offset">The publication that set it, or what a compaction stands up to.</param>
/// <param name="Place">Where the value is.</param>
/// <param name="Removed">Whether it is a tombstone.</param>
/// <param name="Time">When it was set, Unix milliseconds.</param>
internal readonly record struct KeyEntry<TPlace>(ReadOnlyMemory<byte> Key, long Offset, TPlace Place, bool Removed, long Time)
    where TPlace : struct, IPlace;
