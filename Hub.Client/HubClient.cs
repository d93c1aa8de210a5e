using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Connections;
using RealtimeHub.Client.Publishing;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>
/// A client of a hub that stays connected: it tries again for ever unless the server says never to, subscribes to everything
/// again from where it was, and repeats publishes whose outcome was lost, so that nothing is lost and nothing comes twice.
/// </summary>
/// <remarks>All members may be used from any thread. Events are raised one after another, off the receive loop.</remarks>
public sealed partial class HubClient : IAsyncDisposable
{
    private readonly HubClientOptions options;
    private readonly Calls calls;
    private readonly SubscriptionSet subscriptions;
    private readonly Outbox outbox;
    private readonly ConnectionLoop loop;
    private readonly Notifications notifications;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private Task? running;

    /// <summary>Makes a client. It connects on <see cref="ConnectAsync"/> or with the first call.</summary>
    public HubClient(HubClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        var random = options.Random ?? new Random();
        calls = new Calls(options);
        subscriptions = new SubscriptionSet(options, random, calls);
        outbox = new Outbox(options);
        notifications = new Notifications(options.NotificationBufferSize, options.LoggerFactory.CreateLogger<HubClient>());
        Cursors = new CursorWatch(this);
        loop = new ConnectionLoop(options, random, calls, subscriptions, outbox, Enter);
    }

    /// <summary>Makes a client with default options.</summary>
    public HubClient(Uri url)
        : this(new HubClientOptions { Url = url })
    {
    }

    /// <summary>Hears what becomes of the connection, in order.</summary>
    public event EventHandler<ConnectionStateChange>? StateChanged;

    /// <summary>Where the client stands.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>Why the last attempt failed or the last connection ended; null when nothing went wrong.</summary>
    public Exception? LastError { get; private set; }

    internal TimeProvider TimeProvider => options.TimeProvider;

    internal CursorWatch Cursors { get; }

    /// <summary>What the server said when it welcomed us last; null before the first connection.</summary>
    public Welcome? Welcome => loop.Welcome;

    /// <summary>The transport in use; <see cref="HubTransports.None"/> while there is no connection.</summary>
    public HubTransports Transport => calls.Present?.Transport ?? HubTransports.None;

    /// <summary>How many publishes have no outcome yet.</summary>
    public int PendingPublishes => outbox.Count;

    /// <summary>Starts connecting, if that has not happened, and waits until there is a connection, however often it takes.</summary>
    /// <remarks>Cancelling ends the wait; the client goes on trying until it is disposed.</remarks>
    /// <exception cref="HubClosedException">The client is disposed, or the server said never to come back.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        Start();
        await calls.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Receives a channel from now on, over any number of connections. Returns when the server has granted it and everything
    /// up to its position has been handed over: to the handlers, or to the subscription's buffer.
    /// </summary>
    /// <remarks>
    /// Waits for a connection as long as it takes. Cancelling before it returns withdraws the subscription. One client has at most one
    /// subscription to a channel.
    /// </remarks>
    /// <exception cref="HubCallException">The server refused it for good.</exception>
    /// <exception cref="InvalidOperationException">There is a subscription to that channel already.</exception>
    /// <exception cref="FormatException">The channel's name is illegal.</exception>
    public Task<Subscription> SubscribeAsync(string channel, SubscriptionOptions? options = null, CancellationToken cancellationToken = default) =>
        SubscribeAsync(ChannelName.Parse(channel), options, cancellationToken);

    /// <inheritdoc cref="SubscribeAsync(string, SubscriptionOptions?, CancellationToken)"/>
    public async Task<Subscription> SubscribeAsync(ChannelName channel, SubscriptionOptions? options = null, CancellationToken cancellationToken = default)
    {
        Start();
        var core = subscriptions.Add(channel, options ?? new SubscriptionOptions());
        try
        {
            await core.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            return new Subscription(core);
        }
        catch
        {
            await core.LeaveAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Leaves in an orderly way: subscriptions end, publishes without an outcome fail with <see cref="HubClosedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? ending;
        lock (gate)
            ending = running ??= Task.CompletedTask;
        await stopping.CancelAsync().ConfigureAwait(false);
        await ending.ConfigureAwait(false);
        Close(new HubClosedException(), null);
        await notifications.Completed.ConfigureAwait(false);
    }

    private void Start()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            running ??= Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        if (await loop.RunAsync(stopping.Token).ConfigureAwait(false) is { } closing)
        {
            var error = new HubClosedException(closing);
            Close(error, error);
        }
    }

    private void Close(HubClosedException forCallers, HubClosedException? forReaders)
    {
        if (State == ConnectionState.Closed)
            return;
        calls.Close(forCallers);
        outbox.Close(forCallers);
        subscriptions.EndAll(forReaders);
        Enter(ConnectionState.Closed, forReaders, null);
        notifications.Complete();
    }

    private void Enter(ConnectionState state, Exception? error, TimeSpan? retryAfter)
    {
        var change = new ConnectionStateChange(State, state, error, retryAfter);
        (State, LastError) = (state, error);
        notifications.Post(() => StateChanged?.Invoke(this, change));
    }
}
