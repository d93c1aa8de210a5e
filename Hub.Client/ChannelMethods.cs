using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>The methods of channels that a <see cref="HubClient"/> calls for its caller: signals, reads, presence, read positions, tokens.</summary>
/// <remarks>
/// Every call may throw what <see cref="HubClient.InvokeAsync{TResult}(string, object, CancellationToken)"/> throws. Reads, and what is
/// as good done twice as once, are repeated when a connection is lost under them; signals are not.
/// </remarks>
public static class ChannelMethods
{
    /// <summary>Sends a value that is not stored, written with web defaults (camelCase).</summary>
    public static Task SignalAsync<T>(this HubClient client, string channel, string type, T data, CancellationToken cancellationToken = default) =>
        client.SignalAsync(channel, type, Payload.From(data), cancellationToken);

    /// <summary>Sends a value that is not stored. Not repeated when the connection is lost.</summary>
    public static Task SignalAsync(this HubClient client, string channel, string type, Payload data, CancellationToken cancellationToken = default) =>
        Checked(client).InvokeAsync<object?>(nameof(IChannelMethods.Signal), new SignalRequest { Channel = channel, Type = type, Data = data }, cancellationToken);

    /// <summary>Reads a page of history, ascending: after one offset, before another, or the newest.</summary>
    public static Task<HistoryPage> ReadHistoryAsync(this HubClient client, string channel, long? after = null, long? before = null, int? limit = null, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<HistoryPage>(nameof(IChannelMethods.ReadHistory), new ReadHistoryRequest(channel, after, before, limit), cancellationToken);

    /// <summary>Reads a page of a channel's state, ordered by key.</summary>
    public static Task<StatePage> ReadStateAsync(this HubClient client, string channel, string? afterKey = null, string? prefix = null, int? limit = null, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<StatePage>(nameof(IChannelMethods.ReadState), new ReadStateRequest(channel, afterKey, prefix, limit), cancellationToken);

    /// <summary>Reads who is in a channel.</summary>
    public static Task<PresenceSnapshot> ReadPresenceAsync(this HubClient client, string channel, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<PresenceSnapshot>(nameof(IChannelMethods.ReadPresence), new ReadPresenceRequest(channel), cancellationToken);

    /// <summary>Sets the presence data of this connection in a subscribed channel. A new connection has none until this is called again.</summary>
    public static Task UpdatePresenceAsync<T>(this HubClient client, string channel, T data, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<object?>(nameof(IChannelMethods.UpdatePresence), new UpdatePresenceRequest { Channel = channel, Data = Payload.From(data) }, cancellationToken);

    /// <summary>Moves the calling user's read position forward; it never moves back.</summary>
    public static Task<MarkReadResult> MarkReadAsync(this HubClient client, string channel, long offset, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<MarkReadResult>(nameof(IChannelMethods.MarkRead), new MarkReadRequest(channel, offset), cancellationToken);

    /// <summary>Reads the calling user's read positions; without channels all of them.</summary>
    public static Task<ReadCursorsResult> ReadCursorsAsync(this HubClient client, IReadOnlyList<string>? channels = null, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<ReadCursorsResult>(nameof(IChannelMethods.ReadCursors), new ReadCursorsRequest(channels), cancellationToken);

    /// <summary>Replaces the token by a new one of the same user. Happens by itself where the options have an access token provider.</summary>
    public static Task<RefreshTokenResult> RefreshTokenAsync(this HubClient client, string token, CancellationToken cancellationToken = default) =>
        Checked(client).ReadAsync<RefreshTokenResult>(nameof(IChannelMethods.RefreshToken), new RefreshTokenRequest(token), cancellationToken);

    private static HubClient Checked(HubClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client;
    }
}
