using System.Buffers;

namespace RealtimeHub.Shared;

/// <summary>
/// A growing, contiguous, pooled buffer. Each thread keeps as many as it has had in use at once (two or three, one inside
/// the other), so that encoding allocates nothing.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private const int SmallestSize = 4 * 1024;

    // What a thread keeps between uses; larger ones go back to the pool at once.
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static PooledBuffer? spare;

    private PooledBuffer? next;
    private byte[] array = [];
    private int length;

    private PooledBuffer()
    {
    }

    public int Length => length;

    public ReadOnlySpan<byte> Written => array.AsSpan(0, length);

    /// <summary>An empty buffer for the calling thread; give it back with <see cref="Return"/>.</summary>
    public static PooledBuffer Rent()
    {
        var buffer = spare ?? new PooledBuffer();
        spare = buffer.next;
        buffer.next = null;
        return buffer;
    }

    public void Return()
    {
        length = 0;
        if (array.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(array);
            array = [];
        }

        next = spare;
        spare = this;
    }

    public void Advance(int count) => length += count;

    /// <summary>Forgets what was written from a place on.</summary>
    public void BackTo(int place) => length = place;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return array.AsSpan(length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return array.AsMemory(length);
    }

    private void Grow(int sizeHint)
    {
        var needed = checked(length + Math.Max(sizeHint, 1));
        if (needed <= array.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(SmallestSize, (int)Math.Min(2L * array.Length, Array.MaxLength))));
        Written.CopyTo(larger);
        if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
