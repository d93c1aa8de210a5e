using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>The edits that may be in no version yet.</summary>
/// <param name="FirstTime">When the first was stored, or the version before it was saved, Unix milliseconds.</param>
/// <param name="LastTime">When the last was stored.</param>
/// <param name="LastOffset">Where the last is.</param>
/// <param name="LastBy">Who made the last; null when that is not known any more.</param>
internal sealed record UnversionedEdits(long FirstTime, long LastTime, long LastOffset, Publisher? LastBy)
{
    /// <summary>Whether it is time to save a version.</summary>
    public bool IsDue(DocumentsOptions options, long now) =>
        now - LastTime >= options.VersionAfterPause.TotalMilliseconds || now - FirstTime >= options.VersionAfterEditing.TotalMilliseconds;

    /// <summary>These edits and one that follows.</summary>
    public static UnversionedEdits With(UnversionedEdits? edits, Publication edit) =>
        new(edits?.FirstTime ?? edit.Time, edit.Time, edit.Offset, edit.Publisher);

    /// <summary>Those that are not in a version; null when all are.</summary>
    public UnversionedEdits? Without(DocumentVersion version) =>
        LastOffset <= version.Position.Offset ? null : this with { FirstTime = Math.Max(FirstTime, version.CreatedTime) };
}
