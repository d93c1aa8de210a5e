using System.Buffers;

namespace RealtimeHub.Shared.MessagePack;

/// <summary>A growing, contiguous, pooled buffer. Each thread keeps one, so that encoding allocates nothing.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>
{
    private const int SmallestSize = 4 * 1024;

    // What a thread keeps between uses; larger ones go back to the pool at once.
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static PooledBuffer? spare;

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
        spare = null;
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

        spare = this;
    }

    public void Advance(int count) => length += count;

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
