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
internal sealed class KeyEntry<TPlace>(string key)
    where TPlace : struct, IPlace, IEquatable<TPlace>
{
    public string Key { get; } = key;

    public long Offset { get; set; }

    public TPlace Place { get; set; }

    public bool Removed { get; set; }

    /// <summary>When it was set, Unix milliseconds.</summary>
    public long Time { get; set; }

    /// <summary>True once its tombstone is forgotten and the entry is in no index that matters.</summary>
    public bool Forgotten { get; set; }
}
