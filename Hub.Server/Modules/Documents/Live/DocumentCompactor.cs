using System.Collections.Concurrent;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>
/// Merges the updates of documents into their snapshots in the background, by count, bytes and age, and unloads documents that are
/// not in use. Any node may do it: of two snapshots the one that stands for more wins.
/// </summary>
internal sealed partial class DocumentCompactor(LiveDocuments documents, IModuleChannels channels, DocumentsOptions options, TimeProvider time, ILogger<DocumentCompactor> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<LiveDocument, Task> running = [];

    /// <summary>The merges that are under way.</summary>
    public Task Running => Task.WhenAll(running.Values);

    /// <summary>Begins to merge a document if it is time; returns at once.</summary>
    public void Consider(LiveDocument document)
    {
        if (document.IsBroken || !document.IsDue(options, time.GetUtcNow().ToUnixTimeMilliseconds()))
            return;
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (running.TryAdd(document, CompactAsync(begin.Task, document)))
            begin.SetResult();
        else
            begin.SetCanceled();
    }

    /// <summary>Merges what is due by age, and unloads what is not in use.</summary>
    public void Sweep()
    {
        foreach (var lease in documents.OpenLoaded())
        {
            using (lease)
                Consider(lease.Document);
        }

        // Edits that are in no version yet keep theirs in memory, so that who edited last is known.
        documents.UnloadIdle(options.UnloadAfter, document => document.Unversioned is null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Sweep();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The engine closes after this: what is not merged yet is in the log.
            await Running;
        }
    }

    private async Task CompactAsync(Task begin, LiveDocument document)
    {
        try
        {
            await begin;
            if (document.Merge() is not { } merged)
                return;
            var compaction = new Compaction
            {
                Channel = DocumentChannels.Of(document.DocumentId),
                Key = DocumentChannels.SnapshotKey,
                Type = DocumentTypes.Updated,
                Data = new DocumentUpdate(merged.Update).ToPayload(),
                UpTo = merged.Position.Offset,
                Epoch = merged.Position.Epoch,
            };
            if (await channels.CompactAsync(compaction))
                document.Merged(merged);
            else
                document.Discard(); // Another node's snapshot stands for more: load it.
        }
        catch (OperationCanceledException) when (begin.IsCanceled)
        {
            return;
        }
        catch (Exception error)
        {
            LogFailed(document.DocumentId, error);
        }
        finally
        {
            if (!begin.IsCanceled)
                running.TryRemove(document, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The updates of document {DocumentId} could not be merged; they stay in the log and are merged later.")]
    private partial void LogFailed(string documentId, Exception error);
}
