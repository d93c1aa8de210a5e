namespace RealtimeHub.Documents.Store;

/// <summary>
/// Characters that several items share, each its own slice. What is typed in a row lies in a row, so that joining two
/// items costs nothing. Slices never overlap, which is why an item may overwrite its own.
/// </summary>
internal sealed class TextChunk(int capacity)
{
    public char[] Chars { get; private set; } = new char[capacity];

    public int Used { get; set; }

    public int Free => Chars.Length - Used;

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Chars.AsSpan(Used));
        Used += text.Length;
    }
}

/// <summary>Where new characters go: chunks that start small, so that small documents are small, and grow.</summary>
internal sealed class TextArena
{
    private const int FirstChunk = 64;
    private const int LargestChunk = 16 * 1024;
    private TextChunk current = new(0);
    private int next = FirstChunk;

    /// <summary>Room for a number of characters, one after another: the caller fills it.</summary>
    public Span<char> Reserve(int length, out TextChunk chunk, out int start)
    {
        if (current.Free < length)
        {
            // A long text gets a chunk of its own, and what is left of the current one stays in use.
            if (length > next / 2 && length > LargestChunk / 2)
            {
                chunk = new TextChunk(length) { Used = length };
                start = 0;
                return chunk.Chars;
            }

            current = new TextChunk(Math.Max(next, length));
            next = Math.Min(next * 2, LargestChunk);
        }

        chunk = current;
        start = current.Used;
        current.Used += length;
        return current.Chars.AsSpan(start, length);
    }

    /// <summary>Room for at least as many characters that grows with a run which is joined again and again.</summary>
    public static TextChunk Grow(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var chunk = new TextChunk(Math.Max(32, (left.Length + right.Length) * 2));
        chunk.Append(left);
        chunk.Append(right);
        return chunk;
    }
}
