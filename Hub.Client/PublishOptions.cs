namespace RealtimeHub.Client;

/// <summary>What a publish may say beyond channel, type and value.</summary>
public sealed record PublishOptions
{
    /// <summary>The key whose value it sets, 1–200 bytes; required in state mode.</summary>
    public string? Key { get; init; }

    /// <summary>True takes the key away.</summary>
    public bool Removed { get; init; }

    /// <summary>1–64 bytes, remembered per channel and user for 5 minutes; one is made when null.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The head that the publisher knows; any other head is a conflict.</summary>
    public long? ExpectedOffset { get; init; }

    /// <summary>True refuses the publish while there is no connection instead of keeping it for the next one.</summary>
    public bool NeedsConnection { get; init; }
}
