using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>Who is in the channel of one subscription: follows the changes, reads the whole when some are missing, and calls the handler.</summary>
/// <param name="read">Reads the presence.</param>
/// <param name="maxPending">How many changes wait while it is read.</param>
/// <param name="handler">The application's handler; null without one.</param>
/// <param name="notifications">Where the handler runs.</param>
/// <param name="logger">Where a refused read is logged.</param>
internal sealed partial class SubscriptionPresence(
    Func<CancellationToken, Task<PresenceSnapshot>> read, int maxPending, Action<PresenceSnapshot, PresenceChange?>? handler, Notifications notifications, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly PresenceTracker tracker = new(maxPending);

    /// <summary>The present view; null before there is one.</summary>
    public PresenceSnapshot? View
    {
        get
        {
            lock (gate)
                return tracker.View;
        }
    }

    /// <summary>A change came.</summary>
    public void On(PresenceChange change)
    {
        lock (gate)
        {
            var verdict = tracker.Take(change);
            if (verdict == PresenceVerdict.Follows)
                Notify(change);
            else if (verdict == PresenceVerdict.Missed)
                _ = ReadAsync();
        }
    }

    /// <summary>A whole view came.</summary>
    public void On(PresenceSnapshot snapshot)
    {
        lock (gate)
        {
            tracker.Replace(snapshot);
            Notify(null);
        }
    }

    /// <summary>The connection is gone: the next one brings a whole view with it.</summary>
    public void Lose()
    {
        lock (gate)
            tracker.GiveUpReading();
    }

    private async Task ReadAsync()
    {
        try
        {
            On(await read(CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception error) when (error is HubCallException or ConnectionLostException or HubClosedException or TimeoutException)
        {
            // A new connection brings a whole view with it; on this one the next change reads again.
            LogReadFailed(error);
            Lose();
        }
    }

    private void Notify(PresenceChange? change)
    {
        if (handler is null)
            return;
        var view = tracker.View!;
        notifications.PostDroppable(() => handler(view, change));
    }

    [LoggerMessage(LogLevel.Warning, "The presence of a channel could not be read")]
    private partial void LogReadFailed(Exception error);
}
