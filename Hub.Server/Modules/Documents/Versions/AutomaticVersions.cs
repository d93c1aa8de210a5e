using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;

namespace RealtimeHub.Server.Modules.Documents.Versions;

/// <summary>
/// Saves a version of a document after a pause in editing, or after a while of editing without one. A document stays in memory until its edits are in
/// a version; what a stop of the server leaves is saved when the document is used again.
/// </summary>
internal sealed partial class AutomaticVersions(LiveDocuments documents, DocumentVersions versions, DocumentsOptions options, TimeProvider time, ILogger<AutomaticVersions> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Saves what is due.</summary>
    public async Task SweepAsync()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var lease in documents.OpenLoaded())
        {
            using (lease)
            {
                if (lease.Document.Unversioned is { } edits && edits.IsDue(options, now))
                    await SaveAsync(lease.Document);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await SweepAsync();
    }

    private async Task SaveAsync(LiveDocument document)
    {
        try
        {
            await versions.SaveAutomaticAsync(document);
        }
        catch (Exception error)
        {
            LogFailed(document.DocumentId, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An automatic version of document {DocumentId} could not be saved; it is tried again.")]
    private partial void LogFailed(string documentId, Exception error);
}
