using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>
/// The messages of a room that were loaded, without holes, and behind them the own ones that the server doesn't have yet.
/// Of two versions of a message the higher holds, whichever way and in whichever order they come. Not thread-safe.
/// </summary>
internal sealed class MessageList
{
    private readonly List<Message> messages = [];
    private readonly List<ChatEntry> pending = [];

    // Everything from here on is loaded or still to be received; below are pages that were not asked for yet.
    private long floor;

    /// <summary>The oldest message loaded; null before the first.</summary>
    public long? Oldest => messages.Count > 0 ? messages[0].MessageId : null;

    /// <summary>The newest message loaded; 0 before the first.</summary>
    public long Newest => messages.Count > 0 ? messages[^1].MessageId : 0;

    /// <summary>Whether there are older messages than the ones loaded.</summary>
    public bool HasOlder { get; private set; }

    public IReadOnlyList<ChatEntry> Entries => [.. messages.Select(message => new ChatEntry(message)), .. pending];

    /// <summary>A message that is loaded, or null.</summary>
    public Message? Find(long messageId) =>
        PlaceOf(messageId) is var place && place < messages.Count && messages[place].MessageId == messageId ? messages[place] : null;

    /// <summary>Takes a message that was received. False when nothing changed by it.</summary>
    /// <param name="message">The message as it stood then.</param>
    /// <param name="posted">Whether it was received as new: a change of one that was never loaded is no reason to show it.</param>
    public bool Receive(Message message, bool posted)
    {
        Settle(message);
        var place = PlaceOf(message.MessageId);
        if (place < messages.Count && messages[place].MessageId == message.MessageId)
            return Replace(place, message);
        if (!posted || message.MessageId < floor)
            return false;
        messages.Insert(place, message);
        return true;
    }

    /// <summary>Takes a page that touches what is loaded, or is the first.</summary>
    /// <param name="page">The messages, ascending.</param>
    /// <param name="hasOlder">Whether there are older ones.</param>
    public void Load(IReadOnlyList<Message> page, bool hasOlder)
    {
        HasOlder = hasOlder;
        floor = hasOlder && page.Count > 0 ? page[0].MessageId : 0;
        Append(page);
    }

    /// <summary>Takes the page that follows what is loaded.</summary>
    public void Append(IReadOnlyList<Message> page)
    {
        foreach (var message in page)
        {
            Settle(message);
            var place = PlaceOf(message.MessageId);
            if (place < messages.Count && messages[place].MessageId == message.MessageId)
                Replace(place, message);
            else
                messages.Insert(place, message);
        }
    }

    /// <summary>Begins again with a page that what was loaded doesn't touch. What was not sent yet stays.</summary>
    public void Restart(IReadOnlyList<Message> page, bool hasOlder)
    {
        messages.Clear();
        Load(page, hasOlder);
    }

    public void AddPending(Message message) => pending.Add(new ChatEntry(message, SendState.Sending));

    /// <summary>Sets where an own message stands; false when it is settled already.</summary>
    public bool SetPending(string idempotencyKey, SendState state, Exception? error)
    {
        var at = PendingAt(idempotencyKey);
        if (at < 0)
            return false;
        pending[at] = pending[at] with { State = state, Error = error };
        return true;
    }

    public bool RemovePending(string idempotencyKey) => PendingAt(idempotencyKey) is var at and >= 0 && TakeAt(at);

    private bool TakeAt(int at)
    {
        pending.RemoveAt(at);
        return true;
    }

    private bool Replace(int place, Message message)
    {
        if (messages[place].Version >= message.Version)
            return false;
        messages[place] = message;
        return true;
    }

    // The author is compared, too: another's message may have the same key.
    private void Settle(Message message)
    {
        if (message.IdempotencyKey is { } key && PendingAt(key) is var at and >= 0 && pending[at].Message.Author.UserId == message.Author.UserId)
            pending.RemoveAt(at);
    }

    private int PendingAt(string idempotencyKey) => pending.FindIndex(entry => entry.Message.IdempotencyKey == idempotencyKey);

    private int PlaceOf(long messageId)
    {
        int low = 0, high = messages.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (messages[middle].MessageId < messageId)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
