using System.Buffers;
using System.Text.Json;

namespace RealtimeHub.Shared;

/// <summary>The keys of the objects that a reader is in: refuses those that some client's decoder does not take.</summary>
internal sealed class OpenKeys : IDisposable
{
    // As many are compared with each other; more go through a table.
    private const int Few = 8;

    private readonly PooledBuffer text = PooledBuffer.Rent();
    private (int Start, int Length)[] keys = ArrayPool<(int, int)>.Shared.Rent(32);

    /// <summary>Where the keys of an object that begins now will begin.</summary>
    public int Mark { get; private set; }

    /// <exception cref="JsonException">JavaScript's decoders refuse the key, and that is the end of their connection.</exception>
    public void Add(ReadOnlySpan<byte> key)
    {
        key.CopyTo(text.GetSpan(key.Length));
        AddWritten(key.Length);
    }

    /// <summary>Adds the name of a property, without its escapes.</summary>
    /// <exception cref="JsonException">JavaScript's decoders refuse the key, and that is the end of their connection.</exception>
    public void Add(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            AddWritten(reader.CopyString(text.GetSpan(reader.ValueSpan.Length)));
        else
            Add(reader.ValueSpan);
    }

    /// <summary>Ends an object and forgets its keys.</summary>
    /// <exception cref="JsonException">A key is in it twice: .NET's decoder drops a message with such an object.</exception>
    public void End(int mark)
    {
        var own = keys.AsSpan(mark, Mark - mark);
        if (own.Length <= Few ? HaveTwinsAmongFew(text.Written, own) : HaveTwinsAmongMany(text.Written, own))
            throw new JsonException("must not contain a key twice in one object");
        if (own.Length > 0)
            text.BackTo(own[0].Start);
        Mark = mark;
    }

    public void Dispose()
    {
        ArrayPool<(int, int)>.Shared.Return(keys);
        text.Return();
    }

    private void AddWritten(int length)
    {
        var start = text.Length;
        text.Advance(length);
        if (text.Written[start..].SequenceEqual("__proto__"u8))
            throw new JsonException("must not contain the key __proto__");
        if (Mark == keys.Length)
            Grow();
        keys[Mark++] = (start, length);
    }

    private static bool HaveTwinsAmongFew(ReadOnlySpan<byte> input, ReadOnlySpan<(int Start, int Length)> own)
    {
        for (var i = 1; i < own.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (AreSame(input, own[i], own[j]))
                    return true;
            }
        }

        return false;
    }

    // Hashes are seeded by the process, so that a client cannot choose keys that all fall into one bucket.
    private static bool HaveTwinsAmongMany(ReadOnlySpan<byte> input, ReadOnlySpan<(int Start, int Length)> own)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)own.Length * 2);
        var table = ArrayPool<int>.Shared.Rent(size);
        try
        {
            table.AsSpan(0, size).Clear();
            for (var i = 0; i < own.Length; i++)
            {
                var place = HashOf(input.Slice(own[i].Start, own[i].Length)) & (size - 1);
                for (; table[place] != 0; place = (place + 1) & (size - 1))
                {
                    if (AreSame(input, own[i], own[table[place] - 1]))
                        return true;
                }

                table[place] = i + 1;
            }

            return false;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
        }
    }

    private static bool AreSame(ReadOnlySpan<byte> input, (int Start, int Length) one, (int Start, int Length) other) =>
        one.Length == other.Length && input.Slice(one.Start, one.Length).SequenceEqual(input.Slice(other.Start, other.Length));

    private static int HashOf(ReadOnlySpan<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    private void Grow()
    {
        var larger = ArrayPool<(int, int)>.Shared.Rent(keys.Length * 2);
        keys.CopyTo(larger, 0);
        ArrayPool<(int, int)>.Shared.Return(keys);
        keys = larger;
    }
}
