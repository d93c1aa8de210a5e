using RealtimeHub.Client.Publishing;

namespace RealtimeHub.Client.Documents;

/// <summary>What all documents of a client share: the spacing of their updates and of their awareness.</summary>
internal sealed class DocumentConnection(TimeProvider time)
{
    /// <summary>Well below the 50 publishes a second that a server takes by default: the user's other publishes have room.</summary>
    public SendSpacing Updates { get; } = new(TimeSpan.FromMilliseconds(50), time);

    /// <summary>Below the 20 signals a second that a server takes by default.</summary>
    public SendSpacing Awareness { get; } = new(TimeSpan.FromMilliseconds(100), time);
}
