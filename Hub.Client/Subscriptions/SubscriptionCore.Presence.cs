using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <content>Who is here.</content>
internal sealed partial class SubscriptionCore
{
    public void OnPresence(PresenceChange change)
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return;
            var verdict = presence.Take(change);
            if (verdict == PresenceVerdict.Follows)
                Tell(presence.View!, change);
            else if (verdict == PresenceVerdict.Missed)
                _ = ReadPresenceAsync();
        }
    }

    private async Task ReadPresenceAsync()
    {
        try
        {
            var request = new ReadPresenceRequest(Channel.Value);
            var read = await set.CallAsync<PresenceSnapshot>(nameof(IChannelMethods.ReadPresence), request, CancellationToken.None).ConfigureAwait(false);
            lock (gate)
                TellPresence(read);
        }
        catch (Exception error) when (error is HubCallException or ConnectionLostException or HubClosedException or TimeoutException)
        {
            // A new connection brings a whole view with it; on this one the next change asks again.
            lock (gate)
                presence.GiveUpReading();
        }
    }

    private void TellPresence(PresenceSnapshot snapshot)
    {
        presence.Replace(snapshot);
        Tell(presence.View!, null);
    }

    private void Tell(PresenceSnapshot view, PresenceChange? change)
    {
        if (options.OnPresence is { } handler)
            notifications.PostDroppable(() => handler(view, change));
    }
}
