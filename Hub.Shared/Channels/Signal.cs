namespace RealtimeHub.Shared;

/// <summary>A message that is never stored: whoever is there hears it.</summary>
public sealed record Signal
{
    /// <summary>The channel it was sent into.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>What it means, 1–64 bytes.</summary>
    public required string Type { get; init; }

    /// <summary>The value, as sent.</summary>
    public required Payload Data { get; init; }

    /// <summary>Who sent it; absent when the server itself did.</summary>
    public Publisher? Publisher { get; init; }

    /// <summary>When it was accepted, Unix milliseconds.</summary>
    public required long Time { get; init; }
}
