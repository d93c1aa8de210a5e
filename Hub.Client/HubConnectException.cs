using System.Net;

namespace RealtimeHub.Client;

/// <summary>A connection to the hub could not be made. The client goes on trying; <see cref="HubClient.LastError"/> shows it.</summary>
public sealed class HubConnectException : Exception
{
    /// <summary>Makes one without a text.</summary>
    public HubConnectException()
    {
    }

    /// <summary>Makes one with a text.</summary>
    public HubConnectException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a text and what lies behind it.</summary>
    public HubConnectException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status that the server or a proxy answered with; null where none did.</summary>
    public HttpStatusCode? StatusCode { get; init; }
}
