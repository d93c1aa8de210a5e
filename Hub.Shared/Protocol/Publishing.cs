namespace RealtimeHub.Shared;

/// <summary>Publishes one value.</summary>
public sealed record PublishRequest
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The type of the publication, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value; <c>null</c> is a value.</summary>
    public required Payload Data { get; init; }

    /// <summary>The key whose value it sets, 1–200 bytes; required in state mode.</summary>
    public string? Key { get; init; }

    /// <summary>True removes the key.</summary>
    public bool? Removed { get; init; }

    /// <summary>1–64 bytes, remembered for each channel and user for 5 minutes: a second publish with the same key publishes nothing.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The offset that the channel's head must have; with another head the call is refused with <c>conflict</c>.</summary>
    public long? ExpectedOffset { get; init; }
}

/// <summary>The result of a publish.</summary>
/// <param name="Position">The position of the publication.</param>
/// <param name="Duplicate">True when the idempotency key was used before: the position is that of the first publication.</param>
public sealed record PublishResult(Position Position, bool Duplicate);

/// <summary>Sends a signal: delivered to current subscribers, never stored.</summary>
public sealed record SignalRequest
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The type of the publication, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value; <c>null</c> is a value.</summary>
    public required Payload Data { get; init; }
}
