namespace RealtimeHub.Documents;

/// <summary>What an awareness message may contain. All of it is checked before memory is allocated for it.</summary>
public sealed record AwarenessLimits
{
    /// <summary>The default values of every property.</summary>
    public static AwarenessLimits Default { get; } = new();

    /// <summary>Size of the message in bytes. 64 KiB by default.</summary>
    public int MaxBytes { get; init; } = 64 * 1024;

    /// <summary>Clients in one message. 1,000 by default.</summary>
    public int MaxEntries { get; init; } = 1_000;

    /// <summary>Size of one client's state in bytes of JSON. 16 KiB by default.</summary>
    public int MaxStateBytes { get; init; } = 16 * 1024;

    /// <summary>Nesting of a state's JSON. 64 by default, and at most 64.</summary>
    public int MaxDepth { get; init; } = 64;
}
