namespace RealtimeHub.Server.Engines.Journal.Format;

/// <summary>What a record is.</summary>
internal enum RecordKind : byte
{
    /// <summary>Nothing; written to see whether writing works.</summary>
    Probe = 0,

    /// <summary>A publication: changes log and state together.</summary>
    Publication = 1,

    /// <summary>A value that takes the place of the log up to an offset.</summary>
    Compaction = 2,

    /// <summary>What holds for the channel from here on.</summary>
    Metadata = 3,
}

[Flags]
internal enum RecordFlags : byte
{
    None = 0,

    /// <summary>The next record belongs to the same append: none of them counts before the last one is there.</summary>
    Continued = 1,

    /// <summary>The payload was taken out, because its key has a newer one.</summary>
    Blanked = 2,

    /// <summary>Everything before it was on the disk when it was written.</summary>
    AfterSync = 4,
}

/// <summary>What a look at some bytes finds.</summary>
internal enum RecordState
{
    Whole,

    /// <summary>The head is good, the body is not.</summary>
    DamagedBody,

    /// <summary>The head is good, but the bytes end before the record does.</summary>
    CutShort,

    /// <summary>No good head.</summary>
    NoHead,
}
