using System.Text.Json;
using RealtimeHub.Client.Connections;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <content>The methods of channels.</content>
public sealed partial class HubClient
{
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
    /// Publishes. Without a connection it waits in the outbox for one; when the connection is lost before the answer, it is
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
    /// <exception cref="OutboxFullException">Too many publishes have no outcome yet.</exception>
    /// <exception cref="ConnectionLostException">Its outcome is unknown and it is too late to repeat it, or it needed a connection.</exception>
    public Task<PublishResult> PublishAsync(PublishRequest request, bool needsConnection = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Start();
        return outbox.AddAsync(request with { IdempotencyKey = request.IdempotencyKey ?? Guid.NewGuid().ToString("N") }, needsConnection, cancellationToken);
    }

    /// <summary>Sends a value that nobody keeps, written with web defaults (camelCase).</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task SignalAsync<T>(string channel, string type, T data, CancellationToken cancellationToken = default) =>
        SignalAsync(channel, type, Payload.From(data), cancellationToken);

    /// <summary>Sends a value that nobody keeps.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task SignalAsync(string channel, string type, Payload data, CancellationToken cancellationToken = default) =>
        InvokeAsync<object?>(nameof(IChannelMethods.Signal), new SignalRequest { Channel = channel, Type = type, Data = data }, cancellationToken);

    /// <summary>Reads a page of history, ascending: after one offset, before another, or the newest.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task<HistoryPage> ReadHistoryAsync(string channel, long? after = null, long? before = null, int? limit = null, CancellationToken cancellationToken = default) =>
        ReadAsync<HistoryPage>(nameof(IChannelMethods.ReadHistory), new ReadHistoryRequest(channel, after, before, limit), cancellationToken);

    /// <summary>Reads a page of a channel's state, ordered by key.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task<StatePage> ReadStateAsync(string channel, string? afterKey = null, string? prefix = null, int? limit = null, CancellationToken cancellationToken = default) =>
        ReadAsync<StatePage>(nameof(IChannelMethods.ReadState), new ReadStateRequest(channel, afterKey, prefix, limit), cancellationToken);

    /// <summary>Reads who is here.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task<PresenceSnapshot> ReadPresenceAsync(string channel, CancellationToken cancellationToken = default) =>
        ReadAsync<PresenceSnapshot>(nameof(IChannelMethods.ReadPresence), new ReadPresenceRequest(channel), cancellationToken);

    /// <summary>Sets what this connection says of itself in a subscribed channel. A new connection says nothing until told again.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task UpdatePresenceAsync<T>(string channel, T data, CancellationToken cancellationToken = default) =>
        ReadAsync<object?>(nameof(IChannelMethods.UpdatePresence), new UpdatePresenceRequest { Channel = channel, Data = Payload.From(data) }, cancellationToken);

    /// <summary>Moves the calling user's read position forward; it never moves back.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task<MarkReadResult> MarkReadAsync(string channel, long offset, CancellationToken cancellationToken = default) =>
        ReadAsync<MarkReadResult>(nameof(IChannelMethods.MarkRead), new MarkReadRequest(channel, offset), cancellationToken);

    /// <summary>Reads the calling user's read positions; without channels all of them.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task<ReadCursorsResult> ReadCursorsAsync(IReadOnlyList<string>? channels = null, CancellationToken cancellationToken = default) =>
        ReadAsync<ReadCursorsResult>(nameof(IChannelMethods.ReadCursors), new ReadCursorsRequest(channels), cancellationToken);

    /// <summary>Goes on with a new token of the same user. Happens by itself where the options have an access token provider.</summary>
    /// <inheritdoc cref="InvokeAsync{TResult}(string, object, CancellationToken)"/>
    public Task<RefreshTokenResult> RefreshTokenAsync(string token, CancellationToken cancellationToken = default) =>
        ReadAsync<RefreshTokenResult>(nameof(IChannelMethods.RefreshToken), new RefreshTokenRequest(token), cancellationToken);

    /// <summary>Calls any method of the hub; one that answers nothing has an <c>object?</c>.</summary>
    /// <remarks>Waits for a connection within <see cref="HubClientOptions.CallTimeout"/>. Cancelling ends the wait; it does not undo what was sent.</remarks>
    /// <exception cref="HubCallException">The server refused it.</exception>
    /// <exception cref="ConnectionLostException">The connection was lost before the answer came.</exception>
    /// <exception cref="TimeoutException">There was no connection or no answer within the time limit.</exception>
    /// <exception cref="HubClosedException">The client is disposed, or the server said never to come back.</exception>
    public Task<TResult> InvokeAsync<TResult>(string method, object request, CancellationToken cancellationToken = default) =>
        InvokeAsync<TResult>(method, request, Repeat.Never, cancellationToken);

    /// <summary>Calls that may as well be made twice are made again when a connection was lost under them.</summary>
    internal Task<TResult> ReadAsync<TResult>(string method, object request, CancellationToken cancellationToken) =>
        InvokeAsync<TResult>(method, request, Repeat.Harmless, cancellationToken);

    private Task<TResult> InvokeAsync<TResult>(string method, object request, Repeat repeat, CancellationToken cancellationToken)
    {
        Start();
        return calls.InvokeAsync<TResult>(method, request, repeat, cancellationToken);
    }
}
