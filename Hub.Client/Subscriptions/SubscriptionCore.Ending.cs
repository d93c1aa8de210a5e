using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <content>How a subscription ends, and how it is changed.</content>
internal sealed partial class SubscriptionCore
{
    /// <summary>The server ended it.</summary>
    public void OnUnsubscribed(Unsubscribed told)
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return;
            var error = new SubscriptionEndedException(Channel.Value, told.Code, told.Message);
            pending = null;
            merge.Lose();
            if (told.Resubscribe)
                AskAgain(error, backoff.Next());
            else
                End(error);
        }
    }

    /// <summary>Nothing more will come: it was left (no error), refused for good, or the client has ended.</summary>
    public void End(Exception? error)
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return;
            set.Remove(this);
            pending = null;
            Enter(SubscriptionState.Ended, error: error);
            ready.TrySetException(error ?? new OperationCanceledException("The subscription was disposed."));
            // Nobody may be waiting for it any more.
            _ = ready.Task.Exception;
            buffer.Complete(error);
            notifications.Complete();
        }
    }

    /// <summary>Ends it on both sides.</summary>
    public async ValueTask LeaveAsync()
    {
        var alive = State != SubscriptionState.Ended;
        End(null);
        Reader.Dispose();
        if (alive)
            await set.LeaveAsync(Channel).ConfigureAwait(false);
    }

    public async Task<UpdateSubscriptionResult> UpdateAsync(IReadOnlyList<string>? keys, double? maxRate, CancellationToken cancellationToken)
    {
        var request = new UpdateSubscriptionRequest(Channel.Value, keys, maxRate);
        var granted = await set.CallAsync<UpdateSubscriptionResult>(nameof(IChannelMethods.UpdateSubscription), request, cancellationToken).ConfigureAwait(false);
        lock (gate)
            options = options with { Keys = keys ?? options.Keys, MaxRate = maxRate ?? options.MaxRate };
        return granted;
    }
}
