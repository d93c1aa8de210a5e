namespace RealtimeHub.Shared;

/// <summary>Something to publish.</summary>
public sealed record PublishRequest
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>What it means, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value; <c>null</c> is a value.</summary>
    public required Payload Data { get; init; }

    /// <summary>The key whose value it sets, 1–200 bytes; required in state mode.</summary>
    public string? Key { get; init; }

    /// <summary>True takes the key away.</summary>
    public bool? Removed { get; init; }

    /// <summary>1–64 bytes, remembered per channel and user for 5 minutes: a repeat publishes nothing.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The head that the publisher knows; any other head is a <c>conflict</c>.</summary>
    public long? ExpectedOffset { get; init; }
}

/// <summary>Where a publication is.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Duplicate">True when the idempotency key had been used: this is the first one's position.</param>
public sealed record PublishResult(Position Position, bool Duplicate);

/// <summary>Something to say that nobody keeps.</summary>
public sealed record SignalRequest
{
    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>What it means, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value; <c>null</c> is a value.</summary>
    public required Payload Data { get; init; }
}
