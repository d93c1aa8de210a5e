using RealtimeHub.Shared;

namespace RealtimeHub.Client;

/// <summary>The server refused a call.</summary>
public sealed class HubCallException : Exception
{
    /// <summary>Makes one for a refusal.</summary>
    public HubCallException(ErrorCode code, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        RetryAfter = retryAfter;
    }

    /// <summary>Makes one without a code of its own.</summary>
    public HubCallException()
        : this(ErrorCode.Internal, "The call failed.")
    {
    }

    /// <summary>Makes one without a code of its own.</summary>
    public HubCallException(string message)
        : this(ErrorCode.Internal, message)
    {
    }

    /// <summary>Makes one without a code of its own.</summary>
    public HubCallException(string message, Exception innerException)
        : this(ErrorCode.Internal, message, null, innerException)
    {
    }

    /// <summary>Why; <see cref="ErrorCode.Internal"/> where the server gave no code that this client knows.</summary>
    public ErrorCode Code { get; }

    /// <summary>Whether the same call may work later.</summary>
    public bool IsTemporary => Code.IsTemporary();

    /// <summary>What the refusal says to programs; null where the server sent none.</summary>
    public RefusalDetails? Details { get; init; }

    /// <summary>How long to wait before the same call may work; null where the server didn't say.</summary>
    public TimeSpan? RetryAfter { get; }
}
