using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>Who published: set by the server, never taken from the request.</summary>
/// <param name="UserId">The user's id, or <c>"~"</c> and the connection's id for a connection without a user.</param>
/// <param name="Name">The user's name; absent where none is known.</param>
/// <param name="ConnectionId">The id of the publishing connection; empty when the server published.</param>
public sealed record Publisher(string UserId, [Optional, DefaultParameterValue(null)] string? Name, string ConnectionId);

/// <summary>One immutable message of a channel.</summary>
public sealed record Publication
{
    /// <summary>The channel it belongs to.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>Its number in the channel, from 1.</summary>
    public required long Offset { get; init; }

    /// <summary>The type, 1–64 bytes; types of the server's modules start with their name and a dot, as <c>chat.posted</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The value, as published.</summary>
    public required Payload Data { get; init; }

    /// <summary>The key whose value it sets, 1–200 bytes.</summary>
    public string? Key { get; init; }

    /// <summary>True when it removes its key.</summary>
    public bool? Removed { get; init; }

    /// <summary>True when it is the current value of a key, sent when a subscription starts or recovers (state mode).</summary>
    public bool? Snapshot { get; init; }

    /// <summary>True when <see cref="Data"/> has only the fields that changed, to be merged into the value of the key that was received before (feeds).</summary>
    public bool? Patch { get; init; }

    /// <summary>True when the source of the value has been silent for too long: it may no longer be true (feeds).</summary>
    public bool? Stale { get; init; }

    /// <summary>How many earlier values of its key it replaces that were not delivered (state mode).</summary>
    public int? Merged { get; init; }

    /// <summary>The offset to recover with: everything subscribed to at or below it has been sent (state mode).</summary>
    public long? Resume { get; init; }

    /// <summary>Who published it; absent when the server did.</summary>
    public Publisher? Publisher { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The idempotency key of its publish.</summary>
    public string? IdempotencyKey { get; init; }

    // The span of its publish on this node, as traceparent has it; neither stored nor sent.
    internal string? Trace { get; init; }
}
