namespace RealtimeHub.Server.Modules.Feeds.Sources.Http;

/// <summary>How long to wait for the next poll: shorter while the document changes, longer while it does not.</summary>
internal sealed class PollPace(TimeSpan interval, TimeSpan maxInterval)
{
    private const double Growth = 1.5;
    private readonly TimeSpan interval = interval;
    private TimeSpan present = interval;

    /// <param name="changed">Whether the document was another than before.</param>
    /// <param name="maxAge">How long the server says that it stays the same.</param>
    public TimeSpan Next(bool changed, TimeSpan maxAge)
    {
        present = changed ? interval : Shorter(present * Growth, maxInterval);
        return Shorter(present > maxAge ? present : maxAge, maxInterval);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
