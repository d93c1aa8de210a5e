using System.Numerics;
using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Transports.Framing;

/// <summary>The masking of a client's payload (RFC 6455, section 5.3): each byte is combined with the next of a key's four.</summary>
internal static class Masking
{
    /// <summary>Masks or unmasks in place.</summary>
    /// <param name="payload">The next piece of the payload.</param>
    /// <param name="key">The key as its bytes lie in memory, turned to where the piece begins.</param>
    /// <returns>The key for the piece behind this one.</returns>
    public static uint Apply(Span<byte> payload, uint key)
    {
        var rest = payload;
        if (Vector.IsHardwareAccelerated && rest.Length >= Vector<byte>.Count)
        {
            var vectors = MemoryMarshal.Cast<byte, Vector<uint>>(rest);
            var keys = new Vector<uint>(key);
            foreach (ref var vector in vectors)
                vector ^= keys;
            rest = rest[(vectors.Length * Vector<byte>.Count)..];
        }

        var words = MemoryMarshal.Cast<byte, uint>(rest);
        foreach (ref var word in words)
            word ^= key;
        rest = rest[(words.Length * sizeof(uint))..];
        for (var i = 0; i < rest.Length; i++)
            rest[i] ^= (byte)(BitConverter.IsLittleEndian ? key >> (8 * i) : key >> (24 - (8 * i)));
        return BitConverter.IsLittleEndian ? BitOperations.RotateRight(key, 8 * (payload.Length & 3)) : BitOperations.RotateLeft(key, 8 * (payload.Length & 3));
    }
}
