using RealtimeHub.Documents;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Catalog;
using RealtimeHub.Server.Modules.Documents.Live;
using RealtimeHub.Server.Modules.Documents.Model;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>
/// Keeps the texts that search holds in step with the documents: soon after each change, and from a start on those of the public documents. Others are read on
/// the first search of a user who may read them. One text is read at a time, and the background leaves most of a processor to others.
/// </summary>
internal sealed partial class TextIndexer(
    TextIndex index,
    LiveDocuments documents,
    DocumentCatalog catalog,
    DocumentLoader loader,
    DocumentStore store,
    DocumentLists lists,
    IModuleChannels channels,
    TimeProvider time,
    ILogger<TextIndexer> logger)
    : BackgroundService
{
    /// <summary>Of a longer text only the beginning is searched.</summary>
    public const int MaxCharacters = 1_000_000;

    /// <summary>How long after a change a text is read again.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private const int PageSize = 500;
    private const int RestPerWork = 3;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FullTime = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1, 1);
    private long? fullSince;

    /// <summary>Begins to notice changes.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Follow();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Notices changes from now on.</summary>
    public void Follow()
    {
        documents.Changed += Note;
        catalog.Deleted += index.Remove;
    }

    /// <summary>
    /// Reads the texts of documents that are not held, until a time has passed; the rest is read in the background.
    /// </summary>
    public async ValueTask IndexAsync(IReadOnlyList<string> documentIds, TimeSpan most, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        foreach (var documentId in documentIds)
        {
            if (time.GetElapsedTime(start) < most)
                await IndexAsync(documentId, isNew: true, cancellationToken);
            else
                Note(documentId);
        }
    }

    /// <summary>Reads again what changed a while ago.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var documentId in TakeDue())
            await WorkAsync(documentId, isNew: false, cancellationToken);
    }

    /// <summary>Reads the texts of all public documents.</summary>
    public async Task ReadPublicAsync(CancellationToken cancellationToken)
    {
        string? after = null;
        for (var hasMore = true; hasMore;)
        {
            (var page, hasMore) = await lists.PublicAsync(after, PageSize, cancellationToken);
            foreach (var document in page)
                await WorkAsync(after = document.DocumentId, isNew: true, cancellationToken);
        }
    }

    public override void Dispose()
    {
        documents.Changed -= Note;
        catalog.Deleted -= index.Remove;
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await Task.WhenAll(ReadAllAsync(stoppingToken), SweepAllAsync(stoppingToken));

    private async Task ReadAllAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await ReadPublicAsync(stoppingToken);
                return;
            }
            catch (EngineUnavailableException)
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task SweepAllAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await SweepAsync(stoppingToken);
    }

    private void Note(string documentId)
    {
        lock (gate)
            waiting.TryAdd(documentId, time.GetTimestamp());
    }

    private string[] TakeDue()
    {
        lock (gate)
        {
            string[] due = [.. waiting.Where(pair => time.GetElapsedTime(pair.Value) >= Delay).Select(pair => pair.Key)];
            foreach (var documentId in due)
                waiting.Remove(documentId);
            return due;
        }
    }

    private async ValueTask WorkAsync(string documentId, bool isNew, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await IndexAsync(documentId, isNew, cancellationToken);
        await Task.Delay(time.GetElapsedTime(start) * RestPerWork, time, cancellationToken);
    }

    private async ValueTask IndexAsync(string documentId, bool isNew, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (isNew && (index.Has(documentId) || (fullSince is { } since && time.GetElapsedTime(since) < FullTime)))
                return;
            if (await ReadAsync(documentId, cancellationToken) is not { } text)
                index.Remove(documentId);
            else
                fullSince = index.Take(documentId, IndexedText.Of(text)) ? null : time.GetTimestamp();

            // Deleted while it was read.
            if (await IsGoneAsync(documentId, cancellationToken))
                index.Remove(documentId);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // What is held stays; the document's next change tries again.
            LogFailed(documentId, error);
        }
        finally
        {
            turn.Release();
        }
    }

    private async ValueTask<string?> ReadAsync(string documentId, CancellationToken cancellationToken)
    {
        if (await IsGoneAsync(documentId, cancellationToken))
            return null;
        using var lease = documents.TryOpenLoaded(documentId);
        if (lease is not null)
            return lease.Document.Use(static (doc, _) => doc.ReadText(maxCharacters: MaxCharacters));

        // A document that is only searched stays out of memory.
        var channel = DocumentChannels.Of(documentId);
        var head = (await channels.ReadLogAsync(channel, new LogQuery { Limit = 1 }, cancellationToken)).Position;
        var content = await loader.ReadAsync(channel, head, cancellationToken);
        var document = new YDoc();
        content.ApplyTo(document);
        return document.ReadText(maxCharacters: MaxCharacters);
    }

    private async ValueTask<bool> IsGoneAsync(string documentId, CancellationToken cancellationToken) =>
        (await store.ReadAsync(documentId, cancellationToken)).Record is null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The text of document {DocumentId} could not be read for search; it is tried again when the document changes.")]
    private partial void LogFailed(string documentId, Exception error);
}
