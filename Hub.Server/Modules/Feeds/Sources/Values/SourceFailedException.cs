namespace RealtimeHub.Server.Modules.Feeds.Sources.Values;

/// <summary>What went wrong at a source, in words that anyone may read: no address, no path, no key.</summary>
internal sealed class SourceFailedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>How long the other side asks to be left alone; zero when it does not.</summary>
    public TimeSpan RetryAfter { get; init; }
}
