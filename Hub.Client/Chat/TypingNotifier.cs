using RealtimeHub.Client.Publishing;

namespace RealtimeHub.Client.Chat;

/// <summary>
/// Says in a room that its user is typing, as seldom as the contract needs: what was sent is good for six seconds, so it is
/// renewed after three, and a message ends it without a call. Call it with every key.
/// </summary>
/// <param name="send">Sends it.</param>
/// <param name="spacing">Keeps the calls of all rooms apart.</param>
/// <param name="time">The clock.</param>
internal sealed class TypingNotifier(Func<bool, CancellationToken, Task> send, SendSpacing spacing, TimeProvider time)
{
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(6);
    private readonly Lock gate = new();
    private bool isTyping;
    private long? sentTime;
    private Task? waiting;

    /// <summary>Whether the user is typing now. Returns when the room knows it, or doesn't need to.</summary>
    public Task SetAsync(bool typing, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            isTyping = typing;
            if (!IsNeeded)
                return Task.CompletedTask;
            if (waiting is { IsCompleted: false })
                return waiting.WaitAsync(cancellationToken);
            return waiting = SendAsync(cancellationToken);
        }
    }

    /// <summary>A message was posted: it ends the typing of its author for everyone.</summary>
    public void Posted()
    {
        lock (gate)
            (isTyping, sentTime) = (false, null);
    }

    private bool IsNeeded => isTyping ? !IsYoungerThan(RenewAfter) : IsYoungerThan(GoodFor);

    private bool IsYoungerThan(TimeSpan age) => sentTime is { } sent && time.GetElapsedTime(sent) < age;

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            bool typing;
            lock (gate)
            {
                if (!IsNeeded)
                    return;
                typing = isTyping;
                if (spacing.TryTake(out wait))
                    sentTime = typing ? time.GetTimestamp() : null;
            }

            if (wait == TimeSpan.Zero)
            {
                await SendAsync(typing, cancellationToken).ConfigureAwait(false);
                return;
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(bool typing, CancellationToken cancellationToken)
    {
        try
        {
            await send(typing, cancellationToken).ConfigureAwait(false);
        }
        catch (HubCallException refusal) when (refusal.RetryAfter is { } wait)
        {
            spacing.Postpone(wait);
            throw;
        }
    }
}
