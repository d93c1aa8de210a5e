using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>
/// A room as its user sees it: a list of messages that is always right, over any number of connections, with the own ones
/// shown at once and settled when the server has them.
/// </summary>
/// <remarks>
/// All members may be used from any thread. <see cref="Changed"/> is raised after every change, off the receive loop; the
/// properties are snapshots of what the room shows.
/// </remarks>
public sealed class ChatRoom : IAsyncDisposable
{
    private readonly HubClient client;
    private readonly Lock gate = new();
    private readonly RoomMessages messages;
    private readonly MessageSender sender;
    private readonly TypingList typing;
    private readonly TypingNotifier notifier;
    private readonly UnreadCount count;
    private Subscription? subscription;
    private IDisposable? following;
    private PresenceSnapshot? presence;
    private bool opened;

    private ChatRoom(HubClient client, string room)
    {
        this.client = client;
        Name = room;
        messages = new RoomMessages(client, room, gate);
        sender = new MessageSender(client, room, messages.Newest, Change, message => Receive(message, ChatTypes.Posted));
        typing = new TypingList(client.TimeProvider);
        notifier = new TypingNotifier(SendTypingAsync, client.Chat.Typing, client.TimeProvider);
        count = new UnreadCount(client, Channel, gate, Change);
    }

    /// <summary>Raised after every change of what the properties show.</summary>
    public event EventHandler? Changed;

    /// <summary>Raised when the server ended it, such as by a kick: nothing more comes.</summary>
    public event EventHandler<SubscriptionStateChange>? Ended;

    /// <summary>Raised with each message as it stands now: it was posted or has changed, whether it is among the loaded ones or not.</summary>
    public event EventHandler<Message>? MessageReceived;

    /// <summary>Raised with each publication that has no message, such as <c>chat.room</c> and <c>chat.member</c>.</summary>
    public event EventHandler<Publication>? PublicationReceived;

    /// <summary>The room's name.</summary>
    public string Name { get; }

    /// <summary>
    /// The messages loaded, ascending, and after them the own ones that the server doesn't have yet. After
    /// <see cref="ShowAroundAsync"/> those of an older place.
    /// </summary>
    public IReadOnlyList<ChatEntry> Messages => Locked(() => messages.Shown.Entries);

    /// <summary>Who is typing, the caller left out.</summary>
    public IReadOnlyList<ChatUser> Typing => Locked(() => typing.Now.Where(user => user.UserId != UserId).ToList());

    /// <summary>Who is here; null before it is known.</summary>
    public PresenceSnapshot? Presence => Locked(() => presence);

    /// <summary>Whether there are older messages than the ones in <see cref="Messages"/>.</summary>
    public bool HasOlder => Locked(() => messages.Shown.HasOlder);

    /// <summary>Whether there are newer messages than the ones in <see cref="Messages"/>, as after <see cref="ShowAroundAsync"/>.</summary>
    public bool HasNewer => Locked(() => messages.HasNewer);

    /// <summary>How many messages of others the user has not read on any device.</summary>
    public int Unread => Locked(() => count.Tally.Unread);

    /// <summary>How many of the unread messages name the user.</summary>
    public int Mentions => Locked(() => count.Tally.Mentions);

    /// <summary>How far the user has read: the line between old and new messages.</summary>
    public long ReadUpTo => Locked(() => count.Tally.ReadUpTo);

    /// <summary>The state of the subscription to the room.</summary>
    public SubscriptionState State => subscription?.State ?? SubscriptionState.Subscribing;

    private string Channel => "chat:" + Name;

    private string? UserId => client.Welcome?.UserId;

    /// <summary>
    /// Posts a message. It is in <see cref="Messages"/> at once, and they are the newest again. It goes through the client's queue of
    /// publishes: without a connection it waits for one as long as it takes, and it is posted once.
    /// </summary>
    /// <returns>The message as the server took it.</returns>
    /// <exception cref="HubCallException">The server refused it. The entry stays as failed, for <see cref="RetryAsync"/> or <see cref="Discard"/>.</exception>
    /// <exception cref="ConnectionLostException">Its outcome is unknown, and it is too late to repeat it. The entry stays as failed unless the room shows that it arrived.</exception>
    /// <exception cref="PublishQueueFullException">Too many publishes have no outcome yet; the same holds.</exception>
    /// <exception cref="HubClosedException">The client has ended before it was sent.</exception>
    public Task<Message> PostAsync(string text, long? replyTo = null, CancellationToken cancellationToken = default)
    {
        notifier.Posted();
        Change(messages.CloseWindow);
        return sender.PostAsync(text, replyTo, cancellationToken);
    }

    /// <summary>Sends a failed message again under its own key: should it have arrived after all, it is not posted twice (within 5 minutes).</summary>
    /// <exception cref="ArgumentException">The entry is not a failed one.</exception>
    public Task<Message> RetryAsync(ChatEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return sender.RetryAsync(entry, cancellationToken);
    }

    /// <summary>Takes a failed message out of the list.</summary>
    public void Discard(ChatEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        sender.Discard(entry);
    }

    /// <summary>Changes the text of one of the caller's own messages.</summary>
    public async Task<Message> EditAsync(long messageId, string text, CancellationToken cancellationToken = default) => Receive(
        await client.ReadAsync<Message>(nameof(IChatMethods.EditMessage), new EditMessageRequest(Name, messageId, text), cancellationToken).ConfigureAwait(false),
        ChatTypes.Edited);

    /// <summary>Deletes a message.</summary>
    public Task DeleteAsync(long messageId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.DeleteMessage), new DeleteMessageRequest(Name, messageId), cancellationToken);

    /// <summary>Puts an emoji under a message, or takes it back.</summary>
    public async Task<Message> ReactAsync(long messageId, string emoji, bool remove = false, CancellationToken cancellationToken = default) => Receive(
        await client.ReadAsync<Message>(nameof(IChatMethods.React), new ReactRequest(Name, messageId, emoji, remove ? true : null), cancellationToken).ConfigureAwait(false),
        ChatTypes.Reacted);

    /// <summary>
    /// Says whether the user is typing. Call it with every key: it is sent as seldom as the room needs it, at most once a
    /// second over all rooms of the client. Returns when the room knows it, or doesn't need to.
    /// </summary>
    /// <exception cref="HubCallException">The server refused it, such as of a muted user.</exception>
    public Task SetTypingAsync(bool typing, CancellationToken cancellationToken = default) => notifier.SetAsync(typing, cancellationToken);

    /// <summary>Loads a page of older messages. False when there are none left.</summary>
    public Task<bool> LoadOlderAsync(int limit = RoomMessages.PageSize, CancellationToken cancellationToken = default) =>
        RaisedAsync(messages.LoadOlderAsync(limit, cancellationToken));

    /// <summary>Loads a page of newer messages after <see cref="ShowAroundAsync"/>. False when the newest are shown.</summary>
    public Task<bool> LoadNewerAsync(int limit = RoomMessages.PageSize, CancellationToken cancellationToken = default) =>
        RaisedAsync(messages.LoadNewerAsync(limit, cancellationToken));

    /// <summary>
    /// Shows the place of a message: <see cref="Messages"/> has it and what was said around it. <see cref="LoadOlderAsync"/> and
    /// <see cref="LoadNewerAsync"/> continue from there; when they have reached the newest messages, the room is as before.
    /// </summary>
    /// <exception cref="HubCallException">There is no such message, or the server refused it.</exception>
    public async Task ShowAroundAsync(long messageId, int limit = RoomMessages.PageSize, CancellationToken cancellationToken = default)
    {
        await messages.ShowAroundAsync(messageId, limit, cancellationToken).ConfigureAwait(false);
        Raise();
    }

    /// <summary>Ends what <see cref="ShowAroundAsync"/> began: <see cref="Messages"/> has the newest again.</summary>
    public void ShowNewest() => Change(messages.CloseWindow);

    /// <summary>Says that everything loaded has been read, on all the user's devices.</summary>
    public Task MarkReadAsync(CancellationToken cancellationToken = default) => count.MarkAsync(Locked(() => messages.Newest.Newest), cancellationToken);

    /// <summary>Reads again what is unread: another device may have read.</summary>
    public Task RefreshUnreadAsync(CancellationToken cancellationToken = default) => count.RefreshAsync(cancellationToken);

    /// <summary>Stops following the room; membership stays.</summary>
    public ValueTask DisposeAsync()
    {
        following?.Dispose();
        return subscription?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    internal static async Task<ChatRoom> OpenAsync(HubClient client, string room, CancellationToken cancellationToken)
    {
        var opening = new ChatRoom(client, room);
        try
        {
            await opening.OpenAsync(cancellationToken).ConfigureAwait(false);
            return opening;
        }
        catch
        {
            await opening.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var options = new SubscriptionOptions
        {
            Presence = true,
            OnPublication = ReceiveAsync,
            OnReset = async (_, ending) => await RestartAsync(ending).ConfigureAwait(false),
            OnSignal = Receive,
            OnPresence = (now, _) => Change(() => presence = now),
            OnStateChange = Receive,
        };

        // Following comes first: what is posted while the first page is read is received, and the versions tell which is newer.
        subscription = await client.SubscribeAsync(Channel, options, cancellationToken).ConfigureAwait(false);
        following = await client.Chat.Cursors.FollowAsync(Channel, OnReadElsewhere, cancellationToken).ConfigureAwait(false);
        await RestartAsync(cancellationToken).ConfigureAwait(false);
        Change(() => opened = true);
    }

    // What was missed can't be replayed: the list begins again with the newest page.
    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        await messages.RestartAsync(cancellationToken).ConfigureAwait(false);
        Raise();
        await count.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask ReceiveAsync(Publication publication, CancellationToken cancellationToken)
    {
        if (publication.Type is not (ChatTypes.Posted or ChatTypes.Edited or ChatTypes.Deleted or ChatTypes.Reacted))
            PublicationReceived?.Invoke(this, publication);
        else if (publication.DataAs(HubJson.Default.Message) is { } message)
            Receive(message, publication.Type);
        return ValueTask.CompletedTask;
    }

    private Message Receive(Message message, string type)
    {
        var isStale = false;
        Change(() =>
        {
            var before = messages.Newest.Find(message.MessageId);
            var isNews = messages.Receive(message, type == ChatTypes.Posted);
            if (isNews && before is null)
                typing.Forget(message.Author.UserId);
            isStale = count.Tally.Receive(type, before, message, isNews, UserId);
        });
        if (isStale)
            count.RefreshSoon();
        MessageReceived?.Invoke(this, message);
        return message;
    }

    private void Receive(Signal signal)
    {
        if (signal.Type == ChatTypes.Typing && signal.Data.As(HubJson.Default.TypingSignal) is { } word)
            Change(() => typing.Receive(word));
    }

    private void Receive(SubscriptionStateChange change)
    {
        if (change.Current == SubscriptionState.Ended)
            Ended?.Invoke(this, change);
        // Another device may have read while the connection was lost.
        if (change.Current == SubscriptionState.Subscribed && Locked(() => opened))
            count.RefreshSoon();
        Raise();
    }

    private void OnReadElsewhere(long offset)
    {
        // The client's own reading is counted already.
        if (offset > ReadUpTo)
            count.RefreshSoon();
    }

    private Task<object?> SendTypingAsync(bool isTyping, CancellationToken cancellationToken) =>
        client.InvokeAsync<object?>(nameof(IChatMethods.SetTyping), new SetTypingRequest(Name, isTyping), cancellationToken);

    private async Task<bool> RaisedAsync(Task<bool> loading)
    {
        var hasMore = await loading.ConfigureAwait(false);
        Raise();
        return hasMore;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    private void Change(Action change)
    {
        lock (gate)
            change();
        Raise();
    }

    private void Raise() => Changed?.Invoke(this, EventArgs.Empty);
}
