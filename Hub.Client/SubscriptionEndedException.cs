using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>The server ended a subscription for good.</summary>
public sealed class SubscriptionEndedException : Exception
{
    /// <summary>Makes one.</summary>
    public SubscriptionEndedException()
        : this("The subscription has ended.")
    {
    }

    /// <summary>Makes one with a text.</summary>
    public SubscriptionEndedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a text and what lies behind it.</summary>
    public SubscriptionEndedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one with the server's code.</summary>
    public SubscriptionEndedException(string channel, string code, string message, Exception? innerException = null)
        : base($"The subscription to {channel} has ended: {code}: {message}", innerException)
    {
        Channel = channel;
        Code = code;
    }

    /// <summary>What the server's end or refusal says to programs; null where it sent nothing of the kind.</summary>
    public RefusalDetails? Details { get; init; }

    /// <summary>The channel.</summary>
    public string Channel { get; } = "";

    /// <summary>Why, one word: an error or closing code.</summary>
    public string Code { get; } = "";
}
