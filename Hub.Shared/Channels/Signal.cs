namespace RealtimeHub.Shared;

/// <summary>A message to the current subscribers of a channel; never stored.</summary>
public sealed record Signal
{
    /// <summary>The channel that it was sent to.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The type, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value, as sent.</summary>
    public required Payload Data { get; init; }

    /// <summary>Who sent it; absent when the server did.</summary>
    public Publisher? Publisher { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required long Time { get; init; }
}
