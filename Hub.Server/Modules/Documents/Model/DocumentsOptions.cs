namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>The limits of documents: <c>Hub:Documents</c>.</summary>
public sealed class DocumentsOptions
{
    /// <summary>The largest update in bytes, 1 to 1,048,576. Default: 1,048,576.</summary>
    public int MaxUpdateBytes { get; set; } = 1024 * 1024;

    /// <summary>The largest document in bytes, as one update, 1 to 67,108,864. Default: 52,428,800.</summary>
    public int MaxDocumentBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>The most bytes of updates that wait for what they build on, at least 0. Default: 1,048,576.</summary>
    public int MaxPendingBytes { get; set; } = 1024 * 1024;

    /// <summary>The most steps that one update may take to order what was inserted at the same place, at least 1. Default: 1,000,000.</summary>
    public int MaxUpdateWork { get; set; } = 1_000_000;

    /// <summary>The largest awareness message in bytes, 1 to 65,536. Default: 8,192.</summary>
    public int MaxAwarenessBytes { get; set; } = 8 * 1024;

    /// <summary>The most users with whom a document is shared, 1 to 10,000. Default: 1,000.</summary>
    public int MaxMembers { get; set; } = 1_000;

    /// <summary>After how many updates they are merged into a snapshot, 1 to 100,000. Default: 500.</summary>
    public int CompactAfterUpdates { get; set; } = 500;

    /// <summary>After how many bytes of updates they are merged into a snapshot, at least 1. Default: 1,048,576.</summary>
    public int CompactAfterBytes { get; set; } = 1024 * 1024;

    /// <summary>The greatest age of an update of a document in memory before it is merged into a snapshot, at least 1 second. Default: 10 minutes.</summary>
    public TimeSpan CompactAfterAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a document stays in memory after its last use, at least 1 second. Default: 1 minute.</summary>
    public TimeSpan UnloadAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most versions that users have saved of one document, 1 to 1,000. Default: 200.</summary>
    public int MaxVersions { get; set; } = 200;

    /// <summary>The most automatic versions of one document, 1 to 1,000; the oldest make room for newer ones. Default: 50.</summary>
    public int MaxAutomaticVersions { get; set; } = 50;

    /// <summary>After which pause in editing a version is saved, at least 1 second. Default: 2 minutes.</summary>
    public TimeSpan VersionAfterPause { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After which time of editing a version is saved without a pause, at least 1 second. Default: 15 minutes.</summary>
    public TimeSpan VersionAfterEditing { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The most characters held for search over all documents, 0 or more; with 0 only ids and titles are searched. Default: 33,554,432.</summary>
    public int IndexedCharacters { get; set; } = 32 * 1024 * 1024;
}

/// <summary>The visibility of a document for which none was asked.</summary>
/// <param name="Visibility">Public in Development, private elsewhere.</param>
internal sealed record DefaultVisibility(Shared.DocumentVisibility Visibility);
