namespace RealtimeHub.Client;

/// <summary>Too many publishes wait for a connection or their outcome; this one was not taken.</summary>
public sealed class PublishQueueFullException : Exception
{
    /// <summary>Makes one.</summary>
    public PublishQueueFullException()
        : this("The outbox is full.")
    {
    }

    /// <summary>Makes one with a text.</summary>
    public PublishQueueFullException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a text and what lies behind it.</summary>
    public PublishQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
