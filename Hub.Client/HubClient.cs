using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Connections;
using RealtimeHub.Client.Documents;
using RealtimeHub.Client.Publishing;
using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>
/// A client of a hub that stays connected: it reconnects for ever unless the server says never to, subscribes to everything
/// again from where it was, and repeats publishes whose outcome was lost, so that nothing is lost and nothing comes twice.
/// </summary>
/// <remarks>
/// All members may be used from any thread. Events are raised one after another, off the receive loop. The other methods of
/// channels are extensions: see <see cref="ChannelMethods"/>.
/// </remarks>
public sealed class HubClient : IAsyncDisposable
{
    private readonly HubClientOptions options;
    private readonly Calls calls;
    private readonly BackgroundReads reads;
    private readonly SubscriptionSet subscriptions;
    private readonly PublishQueue publishes;
    private readonly ConnectionLoop loop;
    private readonly Notifications notifications;
    private readonly CancellationTokenSource stopping = new();

    // Set while one of the application's callbacks runs inside of the client: what it calls must not wait for its own end.
    private readonly AsyncLocal<bool> isInsideCallback = new();
    private readonly Lock gate = new();
    private Task? running;
    private Task? ending;

    /// <summary>Makes a client. It connects on <see cref="ConnectAsync"/> or with the first call.</summary>
    public HubClient(HubClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        var random = options.Random ?? new Random();
        calls = new Calls(options);
        reads = new BackgroundReads(options, calls);
        subscriptions = new SubscriptionSet(options, random, calls, reads);
        publishes = new PublishQueue(options);
        notifications = new Notifications(options.NotificationCapacity, options.LoggerFactory.CreateLogger<HubClient>());
        Chat = new ChatConnection(this, options.TimeProvider);
        Documents = new DocumentConnection(options.TimeProvider);
        loop = new ConnectionLoop(options, random, subscriptions, [calls, subscriptions, publishes], Enter);
    }

    /// <summary>Makes a client with default options.</summary>
    public HubClient(Uri url)
        : this(new HubClientOptions { Url = url })
    {
    }

    /// <summary>Raised when <see cref="State"/> has changed, once for each change, in order.</summary>
    public event EventHandler<ConnectionStateChange>? StateChanged;

    /// <summary>Where the client stands.</summary>
    public ConnectionState State { get; private set; }

    /// <summary>Why the last attempt failed or the last connection ended; null when nothing went wrong.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>What the server said when it welcomed us last; null before the first connection.</summary>
    public Welcome? Welcome => loop.Welcome;

    /// <summary>The transport in use; <see cref="HubTransports.None"/> while there is no connection.</summary>
    public HubTransports Transport => calls.Present?.Transport ?? HubTransports.None;

    /// <summary>How many publishes have no outcome yet.</summary>
    public int PendingPublishes => publishes.Count;

    internal TimeProvider TimeProvider => options.TimeProvider;

    internal ILoggerFactory LoggerFactory => options.LoggerFactory;

    /// <summary>What all chat rooms of the client share.</summary>
    internal ChatConnection Chat { get; }

    /// <summary>What all documents of the client share.</summary>
    internal DocumentConnection Documents { get; }

    internal TimeSpan FirstRetryDelay => options.FirstRetryDelay;

    /// <summary>Starts connecting, if that has not happened, and waits until there is a connection, however often it takes.</summary>
    /// <remarks>Cancelling ends the wait; the client keeps trying until it is disposed.</remarks>
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

    /// <summary>Publishes a value, written with web defaults (camelCase).</summary>
    /// <inheritdoc cref="PublishAsync(PublishRequest, bool, CancellationToken)"/>
    public Task<PublishResult> PublishAsync<T>(string channel, string type, T data, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(channel, type, Payload.From(data), options, cancellationToken);

    /// <summary>Publishes a value.</summary>
    /// <inheritdoc cref="PublishAsync(PublishRequest, bool, CancellationToken)"/>
    public Task<PublishResult> PublishAsync(string channel, string type, Payload data, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new PublishRequest
        {
            Channel = channel,
            Type = type,
            Data = data,
            Key = options?.Key,
            Removed = options?.Removed == true ? true : null,
            IdempotencyKey = options?.IdempotencyKey,
            ExpectedOffset = options?.ExpectedOffset,
        };
        return PublishAsync(request, options?.NeedsConnection ?? false, cancellationToken);
    }

    /// <summary>
    /// Publishes. Without a connection it waits in the publish queue for one; when the connection is lost before the answer, it is
    /// sent again with the same idempotency key, so that it is published once.
    /// </summary>
    /// <remarks>
    /// Publishes leave in the order of the calls. Cancelling before it was sent withdraws it; afterwards it only ends the wait.
    /// What waited for a connection is sent again when the server is busy; a publish made while connected is refused.
    /// </remarks>
    /// <param name="request">What to publish; gets an idempotency key if it has none.</param>
    /// <param name="needsConnection">Whether to refuse it while there is no connection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubCallException">The server refused it.</exception>
    /// <exception cref="PublishQueueFullException">Too many publishes have no outcome yet.</exception>
    /// <exception cref="ConnectionLostException">Its outcome is unknown and it is too late to repeat it, or it needed a connection.</exception>
    public Task<PublishResult> PublishAsync(PublishRequest request, bool needsConnection = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sent = request with { IdempotencyKey = request.IdempotencyKey ?? Guid.NewGuid().ToString("N") };
        return QueueAsync<PublishResult>(nameof(IChannelMethods.Publish), sent, request.Data.Length, needsConnection, cancellationToken);
    }

    /// <summary>Calls any method of the hub; one that answers nothing has an <c>object?</c>.</summary>
    /// <remarks>Waits for a connection within <see cref="HubClientOptions.CallTimeout"/>. Cancelling ends the wait; it does not undo what was sent.</remarks>
    /// <exception cref="HubCallException">The server refused it.</exception>
    /// <exception cref="ConnectionLostException">The connection was lost before the answer came.</exception>
    /// <exception cref="TimeoutException">There was no connection or no answer within the time limit.</exception>
    /// <exception cref="HubClosedException">The client is disposed, or the server said never to come back.</exception>
    public Task<TResult> InvokeAsync<TResult>(string method, object request, CancellationToken cancellationToken = default) =>
        InvokeAsync<TResult>(method, request, RetryMode.Never, cancellationToken);

    /// <summary>
    /// Leaves in an orderly way: subscriptions end, publishes without an outcome fail with <see cref="HubClosedException"/>.
    /// Returns when nothing of the client runs any more.
    /// </summary>
    /// <remarks>
    /// A callback that the client itself waits for (<see cref="StateChanged"/>, <see cref="HubClientOptions.AccessTokenProvider"/>,
    /// <see cref="HubClientOptions.ConfigureHttp"/>) can't wait for the end: called from there it returns at once, and the client ends behind it.
    /// </remarks>
    public ValueTask DisposeAsync()
    {
        Task end;
        lock (gate)
            end = ending ??= Task.Run(EndAsync);
        return isInsideCallback.Value ? ValueTask.CompletedTask : new ValueTask(end);
    }

    /// <summary>Calls that are as good made twice as once are made again when a connection was lost under them.</summary>
    internal Task<TResult> ReadAsync<TResult>(string method, object request, CancellationToken cancellationToken) =>
        InvokeAsync<TResult>(method, request, RetryMode.Idempotent, cancellationToken);

    /// <summary>Reads that the client makes by itself, at a pace that the server takes.</summary>
    internal Task<TResult> ReadInBackgroundAsync<TResult>(string method, object request, CancellationToken cancellationToken)
    {
        Start();
        return reads.ReadAsync<TResult>(method, request, cancellationToken);
    }

    /// <summary>Sends a request with an idempotency key through the queue of publishes.</summary>
    internal Task<TResult> QueueAsync<TResult>(string method, object request, int dataBytes, bool needsConnection, CancellationToken cancellationToken)
    {
        Start();
        return publishes.AddAsync<TResult>(method, request, dataBytes, needsConnection, cancellationToken);
    }

    /// <summary>Receives a channel that another method than Subscribe subscribes to, such as OpenDocument.</summary>
    /// <exception cref="InvalidOperationException">The channel has a receiver already.</exception>
    internal void Receive(ChannelName channel, IChannelReceiver receiver) => subscriptions.Receive(channel, receiver);

    internal void EndReceiving(ChannelName channel) => subscriptions.EndReceiving(channel);

    private Task<TResult> InvokeAsync<TResult>(string method, object request, RetryMode mode, CancellationToken cancellationToken)
    {
        Start();
        return calls.InvokeAsync<TResult>(method, request, mode, cancellationToken);
    }

    private void Start()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(ending is not null, this);
            running ??= Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        // Token providers and the configuration of handlers run in here.
        isInsideCallback.Value = true;
        if (await loop.RunAsync(stopping.Token).ConfigureAwait(false) is { } closing)
            Close(() => new HubClosedException(closing), new HubClosedException(closing));
    }

    private async Task EndAsync()
    {
        // It may have been begun in a callback, and runs by itself from here.
        isInsideCallback.Value = false;
        Task? run;
        lock (gate)
            run = running;
        await stopping.CancelAsync().ConfigureAwait(false);
        if (run is not null)
            await run.ConfigureAwait(false);
        Close(() => new HubClosedException(), null);
        await notifications.Completed.ConfigureAwait(false);
    }

    private void Close(Func<HubClosedException> forCallers, HubClosedException? forReaders)
    {
        if (State == ConnectionState.Closed)
            return;
        calls.Close(forCallers());
        publishes.Close(forCallers);
        subscriptions.EndAll(forReaders);
        Enter(ConnectionState.Closed, forReaders, null);
        notifications.Complete();
    }

    private void Enter(ConnectionState state, Exception? error, TimeSpan? retryAfter)
    {
        var change = new ConnectionStateChange(State, state, error, retryAfter);
        (State, LastError) = (state, error);
        notifications.Post(() => Raise(change));
    }

    private void Raise(ConnectionStateChange change)
    {
        isInsideCallback.Value = true;
        try
        {
            StateChanged?.Invoke(this, change);
        }
        finally
        {
            isInsideCallback.Value = false;
        }
    }
}
