using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>The client has ended and will not connect again.</summary>
public sealed class HubClosedException : Exception
{
    /// <summary>Makes one for a client that its owner closed.</summary>
    public HubClosedException()
        : this("The client is closed.")
    {
    }

    /// <summary>Makes one with a text.</summary>
    public HubClosedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a text and what lies behind it.</summary>
    public HubClosedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one for a server that said never to come back.</summary>
    public HubClosedException(Closing closing)
        : this($"The server closed the connection for good: {closing.Message}") => Closing = closing;

    /// <summary>What the server said; null where the client's owner closed it.</summary>
    public Closing? Closing { get; }
}
