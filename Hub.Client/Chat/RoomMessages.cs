using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>The messages of a room: the newest, which are always followed, and an older window while the user looks there.</summary>
/// <param name="client">The client.</param>
/// <param name="room">The room's name.</param>
/// <param name="gate">Guards the room; every member but the loading ones is called under it.</param>
internal sealed class RoomMessages(HubClient client, string room, Lock gate)
{
    /// <summary>How many messages a page has unless more or fewer are asked for.</summary>
    public const int PageSize = 50;

    private readonly PageReader pages = new(client, room, gate);
    private MessageList? window;

    // What is received while the newest page is on its way: the page may have been read before it was posted.
    private List<(Message Message, bool Posted)>? receivedMeanwhile;
    private int restarts;

    /// <summary>The newest messages, and the own ones on their way.</summary>
    public MessageList Newest { get; } = new();

    /// <summary>What the room shows.</summary>
    public MessageList Shown => window ?? Newest;

    /// <summary>Whether there are newer messages than the ones shown.</summary>
    public bool HasNewer => window is not null;

    /// <summary>Takes a message that was received. False when it changed nothing among the newest.</summary>
    public bool Receive(Message message, bool posted)
    {
        receivedMeanwhile?.Add((message, posted));
        pages.Receive(message);
        window?.Receive(message, posted: false);
        return Newest.Receive(message, posted);
    }

    /// <summary>Shows the newest messages again.</summary>
    public void CloseWindow() => window = null;

    /// <summary>Loads the newest page, the first or again after messages were missed that can't be replayed, and keeps what is received meanwhile.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        int restart;
        lock (gate)
        {
            restart = ++restarts;
            receivedMeanwhile = [];
        }

        try
        {
            await pages.ReadAsync(new GetMessagesRequest(room, Limit: PageSize), inBackground: true, Take, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                if (restart == restarts)
                    receivedMeanwhile = null;
            }
        }

        void Take(MessagePage page)
        {
            if (restart != restarts)
                return;
            Newest.Restart(page.Messages, page.HasMore);
            CloseWindow();
            foreach (var (message, posted) in receivedMeanwhile ?? [])
                Newest.Receive(message, posted);
        }
    }

    /// <summary>Loads a page of older messages than the ones shown. False when there are none left.</summary>
    public async Task<bool> LoadOlderAsync(int limit, CancellationToken cancellationToken)
    {
        MessageList shown;
        long? before;
        lock (gate)
            (shown, before) = (Shown, Shown.Oldest);
        var page = await pages.ReadAsync(
            new GetMessagesRequest(room, Before: before, Limit: limit),
            inBackground: false,
            page =>
            {
                // A restart of the list meanwhile would leave a hole between it and this page.
                if (shown == Shown && shown.Oldest == before)
                    shown.Load(page.Messages, page.HasMore);
            },
            cancellationToken).ConfigureAwait(false);
        return page.HasMore;
    }

    /// <summary>Loads a page of newer messages than the window's. False when the newest are shown.</summary>
    public async Task<bool> LoadNewerAsync(int limit, CancellationToken cancellationToken)
    {
        MessageList? from;
        long after;
        lock (gate)
            (from, after) = (window, window?.Newest ?? 0);
        if (from is null)
            return false;
        await pages.ReadAsync(
            new GetMessagesRequest(room, After: after, Limit: limit),
            inBackground: false,
            page =>
            {
                if (window != from || from.Newest != after)
                    return;
                from.Append(page.Messages);
                Join(from, page.HasMore);
            },
            cancellationToken).ConfigureAwait(false);
        lock (gate)
            return HasNewer;
    }

    /// <summary>Shows a message and what was said around it.</summary>
    public async Task ShowAroundAsync(long messageId, int limit, CancellationToken cancellationToken)
    {
        int restart;
        lock (gate)
        {
            restart = restarts;
            if (Shown.Find(messageId) is not null)
                return;
            if (Newest.Find(messageId) is not null)
            {
                CloseWindow();
                return;
            }
        }

        await pages.ReadAsync(
            new GetMessagesRequest(room, Around: messageId, Limit: limit),
            inBackground: false,
            page =>
            {
                if (restart != restarts)
                    return;
                window = new MessageList();
                // The answer doesn't say on which side there is more: to ask once too often does no harm.
                window.Load(page.Messages, page.HasMore);
                Join(window, page.HasMore);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A window that has reached the newest messages becomes part of them.</summary>
    private void Join(MessageList reached, bool hasNewer)
    {
        if (hasNewer && reached.Newest < (Newest.Oldest ?? 0))
            return;
        Newest.Load([.. reached.Entries.Select(entry => entry.Message)], reached.HasOlder);
        CloseWindow();
    }
}
