using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>Who published: filled in by the server, never taken from the request.</summary>
/// <param name="UserId">The user's id, or <c>"~"</c> and the connection's id for a connection without a user.</param>
/// <param name="Name">The name the user goes by.</param>
/// <param name="ConnectionId">The connection it came over; empty when a server published.</param>
public sealed record Publisher(string UserId, [Optional, DefaultParameterValue(null)] string? Name, string ConnectionId);

/// <summary>One immutable message of a channel.</summary>
public sealed record Publication
{
    /// <summary>The channel it belongs to.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>Its place in the channel, from 1.</summary>
    public required long Offset { get; init; }

    /// <summary>What it means, 1–64 bytes; the applications' own types have their name and a dot in front.</summary>
    public required string Type { get; init; }

    /// <summary>The value, as published.</summary>
    public required Payload Data { get; init; }

    /// <summary>The key whose value it sets, 1–200 bytes.</summary>
    public string? Key { get; init; }

    /// <summary>True when it takes its key away.</summary>
    public bool? Removed { get; init; }

    /// <summary>True when it tells a key's present value to someone catching up (state mode).</summary>
    public bool? Snapshot { get; init; }

    /// <summary>How many values of its key it stands for beyond itself (state mode).</summary>
    public int? Merged { get; init; }

    /// <summary>The offset to come back with: everything asked for at or below it has been written (state mode).</summary>
    public long? Resume { get; init; }

    /// <summary>Who published it; absent when the server itself did.</summary>
    public Publisher? Publisher { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The key under which its publisher may repeat it.</summary>
    public string? IdempotencyKey { get; init; }
}
