namespace RealtimeHub.Documents;

/// <summary>What an update may contain. All of it is checked before memory is allocated for it.</summary>
public sealed record UpdateLimits
{
    /// <summary>Limits for updates of clients that are not trusted; the default values of every property.</summary>
    public static UpdateLimits Untrusted { get; } = new();

    /// <summary>
    /// No limits but those of the format: for updates that were checked before, such as stored ones. Nesting stays
    /// limited, because reading it uses the stack.
    /// </summary>
    public static UpdateLimits Trusted { get; } = new()
    {
        MaxBytes = int.MaxValue,
        MaxStructs = int.MaxValue,
        MaxItems = int.MaxValue,
        MaxClients = int.MaxValue,
        MaxWork = long.MaxValue,
    };

    /// <summary>Size of the update in bytes; also of what a version 2 update becomes in version 1. 1 MiB by default.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Structs and deleted ranges together. 1,000,000 by default.</summary>
    public int MaxStructs { get; init; } = 1_000_000;

    /// <summary>Single values within array and JSON contents, nested ones included. 1,000,000 by default.</summary>
    public int MaxItems { get; init; } = 1_000_000;

    /// <summary>Client ids that structs or deleted ranges belong to. 100,000 by default.</summary>
    public int MaxClients { get; init; } = 100_000;

    /// <summary>Nesting of arrays and objects within one value. 64 by default, and at most 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>
    /// Steps that applying it to a document may take to order concurrent insertions. 20,000,000 by default, which
    /// is about a second.
    /// </summary>
    public long MaxWork { get; init; } = 20_000_000;
}
