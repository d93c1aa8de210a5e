using System.Net;
using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>A connection to the hub could not be made. The client keeps trying; <see cref="HubClient.LastError"/> shows it.</summary>
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

    /// <summary>What the refusal says to programs; null where the server sent none.</summary>
    public RefusalDetails? Details { get; init; }

    /// <summary>How long the server asks to wait before the next attempt; null where it didn't say. The client waits at least that long.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
