using RealtimeHub.Server.Modules.Documents.Model;

namespace RealtimeHub.Server.Modules.Documents.Search;

/// <summary>
/// The texts of documents in memory, for search. Bounded by characters: those that were not used for longest go, but none that was used in the last
/// minutes; where there is no room then, a text is not taken.
/// </summary>
internal sealed class TextIndex(DocumentsOptions options, TimeProvider time)
{
    /// <summary>How long a text stays at least after its last use. One search uses all of a user's documents: without it they would put each other out.</summary>
    public static readonly TimeSpan KeepTime = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> byId = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> byUse = [];
    private long characters;

    /// <summary>How many texts are held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return byId.Count;
        }
    }

    /// <summary>The text of a document, which is used by this; null when it is not held.</summary>
    public IndexedText? Use(string documentId)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(documentId, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            node.Value.UsedTime = time.GetTimestamp();
            return node.Value.Text;
        }
    }

    /// <summary>Whether the text of a document is held.</summary>
    public bool Has(string documentId)
    {
        lock (gate)
            return byId.ContainsKey(documentId);
    }

    /// <summary>Takes the text of a document in place of the one it had. False when there is no room.</summary>
    public bool Take(string documentId, IndexedText text)
    {
        lock (gate)
        {
            RemoveLocked(documentId);
            while (characters + text.Characters > options.IndexedCharacters && byUse.Last is { } last && time.GetElapsedTime(last.Value.UsedTime) >= KeepTime)
                RemoveLocked(last.Value.DocumentId);
            if (characters + text.Characters > options.IndexedCharacters)
                return false;
            byId[documentId] = byUse.AddFirst(new Entry(documentId, text) { UsedTime = time.GetTimestamp() });
            characters += text.Characters;
            return true;
        }
    }

    /// <summary>Forgets the text of a document.</summary>
    public void Remove(string documentId)
    {
        lock (gate)
            RemoveLocked(documentId);
    }

    private void RemoveLocked(string documentId)
    {
        if (!byId.Remove(documentId, out var node))
            return;
        byUse.Remove(node);
        characters -= node.Value.Text.Characters;
    }

    private sealed class Entry(string documentId, IndexedText text)
    {
        public string DocumentId { get; } = documentId;

        public IndexedText Text { get; } = text;

        public long UsedTime { get; set; }
    }
}
