using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>
/// Follows the user's read positions as they move, on any device: one subscription for all rooms of a client, begun with the
/// first of them and ended with the client.
/// </summary>
internal sealed class CursorWatch(HubClient client)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Action<long>>> followers = new(StringComparer.Ordinal);
    private Task? begun;

    /// <summary>Calls back with the position of a channel whenever it moves, until the result is disposed of.</summary>
    public async Task<IDisposable> FollowAsync(string channel, Action<long> moved, CancellationToken cancellationToken)
    {
        Task beginning;
        lock (gate)
        {
            if (!followers.TryGetValue(channel, out var own))
                followers[channel] = own = [];
            own.Add(moved);
            beginning = begun is null or { IsFaulted: true } or { IsCanceled: true } ? begun = BeginAsync(cancellationToken) : begun;
        }

        var following = new Following(this, channel, moved);
        try
        {
            await beginning.ConfigureAwait(false);
            return following;
        }
        catch
        {
            following.Dispose();
            throw;
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (client.Welcome?.UserId is not { } userId)
            return;
        var options = new SubscriptionOptions { OnPublication = ReceiveAsync };
        try
        {
            await client.SubscribeAsync("sys:cursors/" + userId, options, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // The application follows them itself; rooms are then in step after their own MarkReadAsync only.
        }
    }

    private ValueTask ReceiveAsync(Publication publication, CancellationToken cancellationToken)
    {
        Action<long>[] called;
        lock (gate)
            called = publication.Key is { } key && followers.TryGetValue(key, out var own) ? [.. own] : [];
        if (called.Length == 0 || publication.Removed == true)
            return ValueTask.CompletedTask;
        var offset = publication.DataAs<JsonElement>().GetProperty("offset").GetInt64();
        foreach (var moved in called)
            moved(offset);
        return ValueTask.CompletedTask;
    }

    private void Forget(string channel, Action<long> moved)
    {
        lock (gate)
        {
            if (followers.TryGetValue(channel, out var own) && own.Remove(moved) && own.Count == 0)
                followers.Remove(channel);
        }
    }

    private sealed class Following(CursorWatch watch, string channel, Action<long> moved) : IDisposable
    {
        public void Dispose() => watch.Forget(channel, moved);
    }
}
