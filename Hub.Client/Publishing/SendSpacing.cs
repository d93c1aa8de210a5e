namespace RealtimeHub.Client.Publishing;

/// <summary>Keeps calls of one kind apart. Used from any thread.</summary>
internal sealed class SendSpacing(TimeSpan spacing, TimeProvider time)
{
    private readonly Lock gate = new();
    private long next = long.MinValue;

    /// <summary>Takes the present turn, or says how long it is until the next one.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            wait = next <= now ? TimeSpan.Zero : time.GetElapsedTime(now, next);
            if (wait > TimeSpan.Zero)
                return false;
            next = now + Ticks(spacing);
            return true;
        }
    }

    /// <summary>The server asked to wait: there is no turn before that.</summary>
    public void Postpone(TimeSpan wait)
    {
        lock (gate)
            next = Math.Max(next, time.GetTimestamp() + Ticks(wait));
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
