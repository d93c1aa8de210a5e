namespace RealtimeHub.Client.Publishing;

/// <summary>
/// How fast to empty the queue: at full speed until the server refuses, then with the spacing that it asks for. Repeated
/// refusals within seconds would have the connection closed, so the spacing only ever grows.
/// </summary>
internal sealed class SendThrottle(TimeSpan first, TimeSpan longest)
{
    private TimeSpan spacing;

    /// <summary>The wait after a publish that was taken.</summary>
    public TimeSpan AfterSuccess() => spacing;

    /// <summary>The wait after a refusal.</summary>
    public TimeSpan AfterRefusal(TimeSpan? retryAfter)
    {
        var asked = retryAfter is { } wait ? wait * 1.25 : first;
        spacing = TimeSpan.FromTicks(Math.Clamp(Math.Max(asked.Ticks, spacing.Ticks * 2), 1, longest.Ticks));
        return spacing;
    }
}
