namespace RealtimeHub.Client;

/// <summary>The connection ended before the answer came: the server may or may not have done what was asked.</summary>
public sealed class ConnectionLostException : Exception
{
    /// <summary>Makes one.</summary>
    public ConnectionLostException()
        : this("The connection was lost before the answer came.")
    {
    }

    /// <summary>Makes one with a text.</summary>
    public ConnectionLostException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a text and what lies behind it.</summary>
    public ConnectionLostException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
