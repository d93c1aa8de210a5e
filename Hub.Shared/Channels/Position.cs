using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>
/// A place in a channel. Offsets are 1, 2, 3 … without holes within an epoch; offset 0 is before the first publication.
/// A channel that lost publications which it had delivered gets a new epoch. A channel that stores nothing has an empty epoch.
/// </summary>
/// <param name="Epoch">Identifies one unbroken run of offsets; compare for equality only.</param>
/// <param name="Offset">0 to 2^53 − 1.</param>
// Without the attribute a struct is read through its parameterless constructor, and nothing in it is required.
[method: JsonConstructor]
public readonly record struct Position(string Epoch, long Offset)
{
    /// <summary>The largest offset that every client can represent exactly.</summary>
    public const long MaxOffset = (1L << 53) - 1;

    /// <summary>The position of a channel that stores nothing.</summary>
    public static Position None { get; } = new("", 0);

    /// <summary>The same epoch at another offset.</summary>
    public Position At(long offset) => new(Epoch, offset);
}
