using System.Runtime.InteropServices;
using System.Text.Json;
using RealtimeHub.Server.Text;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Search;

/// <summary>The messages of one room in memory: for search, for counts, for replies. Not thread-safe.</summary>
internal sealed class RoomMessages
{
    private readonly Dictionary<long, IndexedMessage> byId = [];
    private readonly List<IndexedMessage> inOrder = [];
    private readonly Dictionary<string, IndexedMessage> newestOf = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<long>> replies = [];
    private bool sorted = true;

    /// <summary>How many characters are held for search.</summary>
    public long Characters { get; private set; }

    public int Count => byId.Count;

    public void Clear()
    {
        byId.Clear();
        inOrder.Clear();
        newestOf.Clear();
        replies.Clear();
        Characters = 0;
        sorted = true;
    }

    public void Take(Publication publication)
    {
        if (JsonSerializer.Deserialize(publication.Data.Bytes.Span, HubJson.Default.Message) is { } message)
            Take(IndexedMessage.Of(message));
    }

    public void Take(IndexedMessage message)
    {
        if (byId.TryGetValue(message.Id, out var earlier))
            inOrder[FirstFrom(message.Id)] = message;
        else
            Add(message);
        Characters += message.Words.Length - (earlier?.Words.Length ?? 0);
        byId[message.Id] = message;
        if (!newestOf.TryGetValue(message.AuthorId, out var newest) || newest.Id <= message.Id)
            newestOf[message.AuthorId] = message;
    }

    /// <summary>The author's newest message, deleted or not.</summary>
    public IndexedMessage? NewestOf(string userId) => newestOf.GetValueOrDefault(userId);

    /// <summary>The messages that answer one, those that were deleted left out.</summary>
    public IReadOnlyList<long> RepliesTo(long messageId) =>
        replies.TryGetValue(messageId, out var ids) ? [.. ids.Where(id => !byId[id].Deleted)] : [];

    /// <summary>The ids of the newest messages before one that contain every word, newest first.</summary>
    public (IReadOnlyList<long> Ids, bool HasMore) Search(IEnumerable<string> words, long before, int limit)
    {
        var found = Matching(words, before).Take(limit + 1).Select(message => message.Id).ToList();
        return found.Count > limit ? (found[..limit], true) : (found, false);
    }

    /// <summary>The messages before one that contain every word, newest first. Read while nothing changes.</summary>
    public IEnumerable<IndexedMessage> Matching(IEnumerable<string> words, long before)
    {
        string[] sought = [.. words.Select(FoldedText.Sought)];
        for (var i = FirstFrom(before) - 1; i >= 0; i--)
        {
            if (!inOrder[i].Deleted && inOrder[i].Contains(sought))
                yield return inOrder[i];
        }
    }

    /// <summary>How many messages by others there are behind an offset, and how many of them name the user.</summary>
    public (int Unread, int Mentions) CountAfter(long offset, string userId)
    {
        var (unread, mentions) = (0, 0);
        for (var i = FirstFrom(offset + 1); i < inOrder.Count; i++)
        {
            var message = inOrder[i];
            if (message.Deleted || message.AuthorId == userId)
                continue;
            unread++;
            if (message.Mentions.Contains(userId))
                mentions++;
        }

        return (unread, mentions);
    }

    private void Add(IndexedMessage message)
    {
        // What comes by its last change may be older than what came before: sorted once, on the next read.
        sorted &= inOrder.Count == 0 || inOrder[^1].Id < message.Id;
        inOrder.Add(message);
        if (message.ReplyTo > 0)
            (CollectionsMarshal.GetValueRefOrAddDefault(replies, message.ReplyTo, out _) ??= []).Add(message.Id);
    }

    private int FirstFrom(long messageId)
    {
        if (!sorted)
        {
            inOrder.Sort(static (x, y) => x.Id.CompareTo(y.Id));
            sorted = true;
        }

        int low = 0, high = inOrder.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (inOrder[middle].Id < messageId)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
