using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>The ranges of <see cref="DocumentsOptions"/>.</summary>
internal sealed class DocumentsOptionsValidator : OptionsValidator<DocumentsOptions>
{
    // What is published while a merge is under way, or cannot be made for a while, must not be trimmed.
    private const int UnmergedUpdates = 100;

    /// <summary>What is wrong with the namespace of documents: nothing of its log may go before it is merged into a snapshot.</summary>
    public static IEnumerable<string> NamespaceFaults(NamespaceOptions options, DocumentsOptions documents)
    {
        var least = Math.Min(10_000_000, (long)documents.CompactAfterUpdates * UnmergedUpdates);
        if (options.Mode != ChannelMode.Log)
            yield return $"{nameof(options.Mode)} must be log: documents are logs of updates";
        if (options.HistoryAge is not null)
            yield return $"{nameof(options.HistoryAge)} must be unlimited: updates that are not merged into a snapshot yet would be lost";
        if (options.HistoryCount < least)
            yield return $"{nameof(options.HistoryCount)} must be {least} or more, {UnmergedUpdates} times Hub:Documents:{nameof(documents.CompactAfterUpdates)}: updates that are not merged into a snapshot yet would be lost";
    }

    protected override IEnumerable<string?> Faults(DocumentsOptions options) =>
    [
        Range(nameof(options.MaxUpdateBytes), options.MaxUpdateBytes, 1, 1024 * 1024),
        Range(nameof(options.MaxDocumentBytes), options.MaxDocumentBytes, 1, 64 * 1024 * 1024),
        Range(nameof(options.MaxPendingBytes), options.MaxPendingBytes, 0, int.MaxValue),
        Range(nameof(options.MaxUpdateWork), options.MaxUpdateWork, 1, int.MaxValue),
        Range(nameof(options.MaxAwarenessBytes), options.MaxAwarenessBytes, 1, 64 * 1024),
        Range(nameof(options.MaxMembers), options.MaxMembers, 1, 10_000),
        Range(nameof(options.CompactAfterUpdates), options.CompactAfterUpdates, 1, 100_000),
        Range(nameof(options.CompactAfterBytes), options.CompactAfterBytes, 1, int.MaxValue),
        Range(nameof(options.CompactAfterAge), options.CompactAfterAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
        Range(nameof(options.UnloadAfter), options.UnloadAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        Range(nameof(options.MaxVersions), options.MaxVersions, 1, 1_000),
        Range(nameof(options.MaxAutomaticVersions), options.MaxAutomaticVersions, 1, 1_000),
        Range(nameof(options.VersionAfterPause), options.VersionAfterPause, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
        Range(nameof(options.VersionAfterEditing), options.VersionAfterEditing, TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
        Range(nameof(options.IndexedCharacters), options.IndexedCharacters, 0, int.MaxValue),
    ];
}
