using Microsoft.Extensions.Logging;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>The tally of a room, kept in step with the server's own count.</summary>
/// <param name="client">The client.</param>
/// <param name="channel">The room's channel.</param>
/// <param name="gate">Guards the room, its tally included.</param>
/// <param name="change">Changes the room under its lock.</param>
internal sealed partial class UnreadCount(HubClient client, string channel, Lock gate, Action<Action> change)
{
    private const int Attempts = 3;

    // A busy room must not make its reader ask for every message.
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);
    private readonly ILogger logger = client.LoggerFactory.CreateLogger<ChatRoom>();
    private bool isRefreshing;
    private bool isStale;

    public UnreadTally Tally { get; } = new();

    /// <summary>Reads the server's count.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            int before;
            lock (gate)
                before = Tally.Received;
            var request = new ReadCursorsRequest([channel]);
            var cursors = await client.ReadInBackgroundAsync<ReadCursorsResult>(nameof(IChannelMethods.ReadCursors), request, cancellationToken).ConfigureAwait(false);
            var isExact = false;
            change(() =>
            {
                // What was received meanwhile may be in that count or not.
                isExact = before == Tally.Received;
                if (isExact || attempt == Attempts)
                    Tally.Set(cursors.Cursors[0].Offset, cursors.Cursors[0].Unread, cursors.Cursors[0].Mentions ?? 0);
            });
            if (isExact || attempt == Attempts)
                return;
        }
    }

    /// <summary>Marks everything up to a message as read.</summary>
    public async Task MarkAsync(long newest, CancellationToken cancellationToken)
    {
        var (offset, unread) = await client.MarkReadAsync(channel, newest, cancellationToken).ConfigureAwait(false);
        change(() => Tally.Set(offset, unread, Math.Min(unread, Tally.Mentions)));
        // The answer doesn't say how many of the rest name the user.
        if (unread > 0)
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the server's count soon, at most once a second however often it is called.</summary>
    public void RefreshSoon()
    {
        lock (gate)
        {
            isStale = true;
            if (isRefreshing)
                return;
            isRefreshing = true;
        }

        _ = RefreshWhileStaleAsync();
    }

    private async Task RefreshWhileStaleAsync()
    {
        while (TakeStale())
        {
            try
            {
                await RefreshAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (error is HubCallException or ConnectionLostException or TimeoutException)
            {
                LogNotCounted(channel, error);
            }
            catch (Exception error) when (error is HubClosedException or ObjectDisposedException)
            {
                return;
            }

            await Task.Delay(Spacing, client.TimeProvider).ConfigureAwait(false);
        }
    }

    private bool TakeStale()
    {
        lock (gate)
        {
            isRefreshing = isStale;
            isStale = false;
            return isRefreshing;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The unread messages of {Channel} could not be counted; the count stays as it was")]
    private partial void LogNotCounted(string channel, Exception error);
}
