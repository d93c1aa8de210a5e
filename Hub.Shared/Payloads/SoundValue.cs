using MessagePack;

namespace RealtimeHub.Shared;

/// <summary>
/// What holds of bytes before anything is built from them: they are one value, complete, every count and length within the
/// bytes that are there, at most <see cref="MaxDepth"/> levels deep.
/// </summary>
/// <remarks>
/// The package's reader believes a count of 2^31 and more to be negative, and throws exceptions of several types for what
/// is malformed: both end here.
/// </remarks>
internal static class SoundValue
{
    /// <summary>The deepest nesting of arrays and maps.</summary>
    public const int MaxDepth = 64;

    /// <summary>Passes over one value with all that is in it, without recursion.</summary>
    /// <param name="reader">Where the value is next.</param>
    /// <param name="outer">How many levels the value is in already.</param>
    /// <exception cref="InvalidDataException">It is truncated, malformed or nested too deep.</exception>
    public static void Pass(ref MessagePackReader reader, int outer = 0)
    {
        try
        {
            PassAll(ref reader, outer);
        }
        catch (Exception e) when (e is not InvalidDataException && IsMalformed(e))
        {
            throw Malformed(e);
        }
    }

    /// <summary>Whether this is how the package's reader, or ours, refuses malformed bytes.</summary>
    /// <remarks>For a string or <c>bin</c> of 2 GiB and more the package throws an <see cref="ArgumentOutOfRangeException"/>.</remarks>
    public static bool IsMalformed(Exception error) =>
        error is InvalidDataException or EndOfStreamException or MessagePackSerializationException or ArgumentOutOfRangeException or OverflowException;

    public static InvalidDataException Malformed(Exception? cause = null) => new("MessagePack: a value is malformed or longer than its input", cause);

    private static void PassAll(ref MessagePackReader reader, int outer)
    {
        Span<long> open = stackalloc long[MaxDepth];
        var depth = 0;
        do
        {
            if (!TryEnter(ref reader, out var children))
                reader.Skip();
            else if (outer + depth == MaxDepth)
                throw new InvalidDataException($"MessagePack: nested deeper than {MaxDepth} levels");
            if (children > 0)
            {
                open[depth++] = children;
                continue;
            }

            while (depth > 0 && --open[depth - 1] == 0)
                depth--;
        }
        while (depth > 0);
    }

    private static bool TryEnter(ref MessagePackReader reader, out long children)
    {
        var type = reader.NextMessagePackType;
        children = type switch
        {
            MessagePackType.Map => 2L * reader.ReadMapCount(),
            MessagePackType.Array => reader.ReadArrayCount(),
            _ => 0,
        };
        return type is MessagePackType.Map or MessagePackType.Array;
    }
}
