using System.Buffers;
using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>How many items each container in a JSON text holds, in the order in which they begin.</summary>
/// <remarks>It looks at the commas only, which is much less than reading. What isn't JSON is left to the reader behind it.</remarks>
internal ref struct JsonContainerCounts(Span<int> initial)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],"u8);

    private Span<int> counts = initial;
    private int[]? rented;
    private int length;

    public readonly ReadOnlySpan<int> Values => counts[..length];

    /// <exception cref="JsonException">Nested too deep, or not JSON.</exception>
    public void Scan(ReadOnlySpan<byte> json)
    {
        Span<int> open = stackalloc int[SoundValue.MaxDepth];
        var depth = 0;
        for (var at = json.IndexOfAny(Structure); at >= 0;)
        {
            switch (json[at])
            {
                case (byte)'"':
                    at += StringLength(json[at..]) - 1;
                    break;
                case (byte)',' when depth > 0:
                    counts[open[depth - 1]]++;
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == open.Length)
                        throw new JsonException($"must not be nested deeper than {open.Length} levels");
                    open[depth++] = Add(IsEmpty(json[(at + 1)..]) ? 0 : 1);
                    break;
                case (byte)'}' or (byte)']' when depth > 0:
                    depth--;
                    break;
                default:
                    throw new JsonException("is not JSON");
            }

            var next = json[(at + 1)..].IndexOfAny(Structure);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<int>.Shared.Return(rented);
        rented = null;
    }

    // With both quotes.
    private static int StringLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                break;
            at += next;
            if (text[at] == '"')
                return at + 1;
            at++;
        }

        throw new JsonException("is not JSON");
    }

    private static bool IsEmpty(ReadOnlySpan<byte> text)
    {
        var first = text.IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && text[first] is (byte)'}' or (byte)']';
    }

    private int Add(int count)
    {
        if (length == counts.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(2 * length);
            counts.CopyTo(larger);
            Dispose();
            counts = rented = larger;
        }

        counts[length] = count;
        return length++;
    }
}
