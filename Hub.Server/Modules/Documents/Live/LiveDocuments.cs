using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Documents.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Live;

/// <summary>
/// The documents in the memory of this node: loaded on first use, kept while they are in use, unloaded some time after. A document that
/// is unloaded while another use begins is loaded again beside it; both follow the log, and no node owns a document.
/// </summary>
internal sealed class LiveDocuments(IModuleChannels channels, DocumentLoader loader, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>Raised with the id of a document that is in memory and got updates. Handlers must not block.</summary>
    public event Action<string>? Changed;

    /// <summary>How many are in memory.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>A document for use until the result is disposed of.</summary>
    public async ValueTask<DocumentLease> OpenAsync(string documentId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entry = Enter(documentId);
            try
            {
                var (document, _) = await entry.Loading.Value.WaitAsync(cancellationToken);
                if (!document.IsBroken)
                    return new DocumentLease(document, () => Leave(entry));
                Forget(entry);
            }
            catch (Exception error)
            {
                if (error is not OperationCanceledException)
                    Forget(entry);
                Leave(entry);
                throw;
            }

            Leave(entry);
        }
    }

    /// <summary>A document that is in memory, for use until the result is disposed of; null for one that is not.</summary>
    public DocumentLease? TryOpenLoaded(string documentId)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(documentId, out var entry) || entry.Loaded is not { IsBroken: false } document)
                return null;
            entry.Uses++;
            return new DocumentLease(document, () => Leave(entry, wasUsed: false));
        }
    }

    /// <summary>Documents in memory, each in use until its lease is disposed of.</summary>
    public IReadOnlyList<DocumentLease> OpenLoaded()
    {
        lock (gate)
        {
            var loaded = entries.Values.Where(entry => entry.Loaded is not null).ToArray();
            return [.. loaded.Select(entry =>
            {
                entry.Uses++;
                return new DocumentLease(entry.Loaded!, () => Leave(entry, wasUsed: false));
            })];
        }
    }

    /// <summary>Unloads what was not used for a time.</summary>
    /// <param name="idle">The time.</param>
    /// <param name="mayUnload">False for a document that is to stay in memory.</param>
    public void UnloadIdle(TimeSpan idle, Func<LiveDocument, bool> mayUnload)
    {
        Entry[] unused;
        lock (gate)
            unused = [.. entries.Values.Where(entry => entry.Uses == 0 && time.GetElapsedTime(entry.LastUse) >= idle)];
        foreach (var entry in unused.Where(entry => entry.Loaded is not { IsBroken: false } document || mayUnload(document)))
            Forget(entry);
    }

    private Entry Enter(string documentId)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(documentId, out var entry))
                entries[documentId] = entry = new Entry(documentId, new Lazy<Task<(LiveDocument, ChannelListening)>>(() => LoadAsync(documentId)));
            entry.Uses++;
            return entry;
        }
    }

    private async Task<(LiveDocument Document, ChannelListening Listening)> LoadAsync(string documentId)
    {
        var channel = DocumentChannels.Of(documentId);
        var document = new LiveDocument(documentId, new UpdateAppends(channels, channel), () => Changed?.Invoke(documentId));

        // It listens before it reads, so that no update falls between.
        var listening = await channels.ListenAsync(channel, document, CancellationToken.None);
        try
        {
            document.Load(await loader.ReadAsync(channel, listening.Start, CancellationToken.None), listening.Start);
            return (document, listening);
        }
        catch
        {
            await listening.DisposeAsync();
            throw;
        }
    }

    private void Leave(Entry entry, bool wasUsed = true)
    {
        lock (gate)
        {
            entry.Uses--;
            if (wasUsed)
                entry.LastUse = time.GetTimestamp();
            if (entry.Uses > 0 || !entry.Forgotten)
                return;
        }

        _ = EndAsync(entry);
    }

    // New uses get another instance; this one ends with its last use.
    private void Forget(Entry entry)
    {
        lock (gate)
        {
            if (entry.Forgotten)
                return;
            entry.Forgotten = true;
            entries.Remove(entry.DocumentId);
            if (entry.Uses > 0)
                return;
        }

        _ = EndAsync(entry);
    }

    private static async Task EndAsync(Entry entry)
    {
        if (entry.Loading.Value.IsCompletedSuccessfully)
            await entry.Loading.Value.Result.Listening.DisposeAsync();
    }

    private sealed class Entry(string documentId, Lazy<Task<(LiveDocument Document, ChannelListening Listening)>> loading)
    {
        public string DocumentId { get; } = documentId;

        public Lazy<Task<(LiveDocument Document, ChannelListening Listening)>> Loading { get; } = loading;

        public int Uses { get; set; }

        public LiveDocument? Loaded => Loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? Loading.Value.Result.Document : null;

        public long LastUse { get; set; }

        public bool Forgotten { get; set; }
    }
}

/// <summary>A document in use.</summary>
internal sealed class DocumentLease(LiveDocument document, Action leave) : IDisposable
{
    private int left;

    public LiveDocument Document { get; } = document;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref left, 1) == 0)
            leave();
    }
}
