using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>
/// A room as a person sees it: a list of messages that is always right, over any number of connections, with the own ones
/// shown at once and settled when the server has them.
/// </summary>
/// <remarks>
/// All members may be used from any thread. <see cref="Changed"/> is raised after every change, off the receive loop; what it
/// is about is read from the properties, which are snapshots.
/// </remarks>
public sealed partial class ChatRoom : IAsyncDisposable
{
    private const int PageSize = 50;
    private readonly HubClient client;
    private readonly TimeProvider time;
    private readonly MessageList list = new();
    private readonly TypingList typing;
    private readonly Lock gate = new();
    private Subscription? subscription;
    private IDisposable? following;
    private PresenceSnapshot? presence;
    private readonly UnreadTally tally = new();
    private bool hasOlder;
    private bool opened;

    private ChatRoom(HubClient client, string room)
    {
        this.client = client;
        Name = room;
        time = client.TimeProvider;
        typing = new TypingList(time);
    }

    /// <summary>Raised after every change of what the properties show.</summary>
    public event EventHandler? Changed;

    /// <summary>Raised when the server ended it, such as by a kick: nothing more comes.</summary>
    public event EventHandler<SubscriptionStateChange>? Ended;

    /// <summary>The room's name.</summary>
    public string Name { get; }

    /// <summary>The messages loaded, ascending, and behind them the own ones that the server doesn't have yet.</summary>
    public IReadOnlyList<ChatEntry> Messages
    {
        get
        {
            lock (gate)
                return list.Entries;
        }
    }

    /// <summary>Who is writing, the caller left out.</summary>
    public IReadOnlyList<ChatUser> Typing
    {
        get
        {
            lock (gate)
                return [.. typing.Now.Where(user => user.UserId != UserId)];
        }
    }

    /// <summary>Who is here; null before it was heard.</summary>
    public PresenceSnapshot? Presence
    {
        get
        {
            lock (gate)
                return presence;
        }
    }

    /// <summary>Whether there are older messages than the ones loaded.</summary>
    public bool HasOlder
    {
        get
        {
            lock (gate)
                return hasOlder;
        }
    }

    /// <summary>How many messages of others the user has not read, on whichever device.</summary>
    public int Unread
    {
        get
        {
            lock (gate)
                return tally.Unread;
        }
    }

    /// <summary>How many of the unread messages name the user.</summary>
    public int Mentions
    {
        get
        {
            lock (gate)
                return tally.Mentions;
        }
    }

    /// <summary>How far the caller has read: the line between old and new messages.</summary>
    public long ReadUpTo
    {
        get
        {
            lock (gate)
                return tally.ReadUpTo;
        }
    }

    /// <summary>Where the subscription to the room stands.</summary>
    public SubscriptionState State => subscription?.State ?? SubscriptionState.Subscribing;

    private string Channel => "chat:" + Name;

    private string? UserId => client.Welcome?.UserId;

    /// <summary>Loads a page of older messages. False when there are none left.</summary>
    public async Task<bool> LoadOlderAsync(int limit = PageSize, CancellationToken cancellationToken = default)
    {
        long? before;
        lock (gate)
            before = list.Oldest;
        var page = await ReadPageAsync(
            before,
            limit,
            page =>
            {
                // A restart of the list meanwhile would leave a hole between it and this page.
                if (list.Oldest != before)
                    return;
                list.Load(page.Messages, page.HasMore);
                hasOlder = page.HasMore;
            },
            cancellationToken).ConfigureAwait(false);
        return page.HasMore;
    }

    /// <summary>Stops following the room; membership stays.</summary>
    public ValueTask DisposeAsync()
    {
        following?.Dispose();
        return subscription?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    internal static async Task<ChatRoom> OpenAsync(HubClient client, string room, CancellationToken cancellationToken)
    {
        var opened = new ChatRoom(client, room);
        var options = new SubscriptionOptions
        {
            Presence = true,
            OnPublication = opened.HearAsync,
            OnReset = (_, ending) => opened.RestartAsync(ending),
            OnSignal = opened.Hear,
            OnPresence = (now, _) => opened.Change(() => opened.presence = now),
            OnStateChange = opened.Hear,
        };

        // Following comes first: what is posted while the first page is read is heard, and the versions tell.
        opened.subscription = await client.SubscribeAsync(opened.Channel, options, cancellationToken).ConfigureAwait(false);
        try
        {
            await opened.ReadPageAsync(
                null,
                PageSize,
                page =>
                {
                    opened.list.Load(page.Messages, page.HasMore);
                    opened.hasOlder = page.HasMore;
                },
                cancellationToken).ConfigureAwait(false);
            opened.following = await client.Cursors.FollowAsync(opened.Channel, opened.Moved, cancellationToken).ConfigureAwait(false);
            await opened.CountAsync(cancellationToken).ConfigureAwait(false);
            opened.Change(() => opened.opened = true);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // What was missed can't be replayed: the list begins anew with the newest page.
    private async ValueTask RestartAsync(CancellationToken cancellationToken)
    {
        await ReadPageAsync(
            null,
            PageSize,
            page =>
            {
                list.Restart(page.Messages, page.HasMore);
                hasOlder = page.HasMore;
            },
            cancellationToken).ConfigureAwait(false);
        await CountAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask HearAsync(Publication publication, CancellationToken cancellationToken)
    {
        if (publication.Type is ChatTypes.Posted or ChatTypes.Edited or ChatTypes.Deleted or ChatTypes.Reacted
            && publication.DataAs(HubJson.Default.Message) is { } message)
            Heard(message, publication.Type);
        return ValueTask.CompletedTask;
    }

    private Message Heard(Message message, string type)
    {
        var asks = false;
        Change(() =>
        {
            var before = list.Find(message.MessageId);
            foreach (var heard in underway)
                heard[message.MessageId] = Newer(message, heard.GetValueOrDefault(message.MessageId));
            var isNews = list.Hear(message, type == ChatTypes.Posted);
            if (isNews && before is null)
                typing.Forget(message.Author.UserId);
            asks = tally.Hear(type, before, message, isNews, UserId);
        });
        if (asks)
            _ = RecountAsync();
        return message;
    }

    private void Hear(Signal signal)
    {
        if (signal.Type == ChatTypes.Typing && signal.Data.As(HubJson.Default.TypingSignal) is { } word)
            Change(() => typing.Hear(word));
    }

    private void Hear(SubscriptionStateChange change)
    {
        if (change.Current == SubscriptionState.Ended)
            Ended?.Invoke(this, change);
        bool isBack;
        lock (gate)
            isBack = opened && change.Current == SubscriptionState.Subscribed;
        // Another device may have read meanwhile.
        if (isBack)
            _ = RecountAsync();
        Raise();
    }

    private void Change(Action change)
    {
        lock (gate)
            change();
        Raise();
    }

    private void Raise() => Changed?.Invoke(this, EventArgs.Empty);
}
