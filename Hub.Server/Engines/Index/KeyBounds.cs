using System.Text;

namespace RealtimeHub.Server.Engines.Index;

/// <summary>Which keys a query wants, in UTF-8: those with a prefix, behind a key.</summary>
internal readonly struct KeyBounds
{
    private readonly byte[] prefix;
    private readonly byte[]? behind;

    private KeyBounds(byte[] prefix, byte[]? behind) => (this.prefix, this.behind) = (prefix, behind);

    /// <summary>No key before this one is wanted.</summary>
    public ReadOnlySpan<byte> Lowest => TakesLowest ? prefix : behind;

    /// <summary>Whether <see cref="Lowest"/> itself is wanted.</summary>
    public bool TakesLowest => behind is null || behind.AsSpan().SequenceCompareTo(prefix) < 0;

    public static KeyBounds Of(StateQuery query) => new(
        query.Prefix is { } prefix ? Encoding.UTF8.GetBytes(prefix) : [],
        query.AfterKey is { } key ? Encoding.UTF8.GetBytes(key) : null);

    public bool HasPrefix(ReadOnlySpan<byte> key) => key.StartsWith(prefix);

    public bool Take(ReadOnlySpan<byte> key) => HasPrefix(key) && (behind is null || key.SequenceCompareTo(behind) > 0);
}
