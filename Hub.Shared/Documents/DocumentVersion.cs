namespace RealtimeHub.Shared;

/// <summary>A version: what a document contained at a time.</summary>
public sealed record DocumentVersion
{
    /// <summary>Its id. Later versions have greater ids, in the order of their characters.</summary>
    public required string VersionId { get; init; }

    /// <summary>The label, given by the user who saved it; absent for automatic versions and for those without a label.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the server saved it, after a while of editing or before a restore. The oldest automatic versions are deleted for newer ones.</summary>
    public required bool Automatic { get; init; }

    /// <summary>When it was saved, Unix milliseconds.</summary>
    public required long CreatedTime { get; init; }

    /// <summary>Who saved it; for an automatic version who edited last, absent when that is no longer known.</summary>
    public DocumentAuthor? Author { get; init; }

    /// <summary>Everything up to here is in it.</summary>
    public required Position Position { get; init; }

    /// <summary>Its size in bytes, as one update.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>True in the publication that says that it was deleted; absent otherwise.</summary>
    public bool? Deleted { get; init; }
}

/// <summary>A user as documents show one.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Name">The name that the user's token had.</param>
public sealed record DocumentAuthor(string UserId, string? Name = null);
