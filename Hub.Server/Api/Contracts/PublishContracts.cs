using RealtimeHub.Shared;

namespace RealtimeHub.Server.Api.Contracts;

/// <summary>Publishes one value to several channels.</summary>
internal sealed record BroadcastRequest
{
    /// <summary>The channels, at most 1,000.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The type of the publications, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value; <c>null</c> is a value.</summary>
    public required Payload Data { get; init; }

    /// <summary>The key whose value they set, 1–200 bytes; required in state mode.</summary>
    public string? Key { get; init; }

    /// <summary>True removes the key.</summary>
    public bool? Removed { get; init; }

    /// <summary>1–64 bytes, remembered for each channel and API key for 5 minutes.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The publish to one of the channels.</summary>
    public PublishRequest To(string channel) => new()
    {
        Channel = channel,
        Type = Type,
        Data = Data,
        Key = Key,
        Removed = Removed,
        IdempotencyKey = IdempotencyKey,
    };
}

/// <summary>Publishes several values.</summary>
/// <param name="Publications">At most 1,000; those of one channel are published in this order.</param>
internal sealed record BatchRequest(IReadOnlyList<PublishRequest> Publications);

/// <summary>What became of each publish, in the order of the request.</summary>
/// <param name="Results">One for each.</param>
internal sealed record PublishResults(IReadOnlyList<PublishOutcome> Results);

/// <summary>What became of one publish of several: a position, or the error.</summary>
/// <param name="Position">The position of the publication.</param>
/// <param name="Duplicate">True when the idempotency key was used before.</param>
/// <param name="Error">Why it was refused.</param>
internal sealed record PublishOutcome(Position? Position = null, bool? Duplicate = null, WireError? Error = null);
