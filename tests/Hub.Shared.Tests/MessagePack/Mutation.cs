using RealtimeHub.Shared.MessagePack;

namespace RealtimeHub.Shared.Tests.MessagePack;

/// <summary>Valid frames made invalid, or valid otherwise, by a seed.</summary>
internal sealed class Mutation(Random random, byte[][] bodies)
{
    // Openings of values that promise more than follows, and bytes that begin no value or an odd one.
    private static readonly byte[][] Traps =
    [
        [0xc1], [0xc0], [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff], [0xdb, 0xff, 0xff, 0xff, 0xff], [0xc6, 0x7f, 0xff, 0xff, 0xff],
        [0xc9, 0xff, 0xff, 0xff, 0xff, 0x05], [0xdc, 0x00, 0x10], [0xde, 0x00, 0x03], [0xd9, 0x01], [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], [0xca, 0xff, 0x80, 0, 0],
        [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xd6, 0xff, 0, 0, 0, 1], [0xc7, 0x0c, 0xff], [0xa2, 0xc0, 0x80],
        [0x91, 0x91, 0x91, 0x91], [0x81, 0xa0], [0x80], [0x90], [0xa4, (byte)'d', (byte)'a', (byte)'t', (byte)'a'], [0xff], [0x00],
    ];

    private readonly byte[] body = new byte[64 * 1024];

    /// <summary>The next input: one frame, its length mostly right.</summary>
    public byte[] Next()
    {
        var source = bodies[random.Next(bodies.Length)];
        source.CopyTo(body, 0);
        var length = source.Length;
        for (var left = 1 + random.Next(4); left > 0; left--)
            length = Mutate(length);
        var declared = random.Next(50) == 0 ? random.Next(2 * length) : length;
        return [.. Codec.Length(declared), .. body.AsSpan(0, length)];
    }

    private int Mutate(int length)
    {
        var at = random.Next(length + 1);
        switch (random.Next(8))
        {
            case 0 or 1 when at < length:
                body[at] = (byte)random.Next(256);
                return length;
            case 2 when at < length:
                body[at] ^= (byte)(1 << random.Next(8));
                return length;
            case 3:
                return Insert(at, length, Traps[random.Next(Traps.Length)]);
            case 4:
                return Overwrite(at, length, Traps[random.Next(Traps.Length)]);
            case 5:
                var cut = random.Next(Math.Min(8, length - at) + 1);
                body.AsSpan((at + cut)..length).CopyTo(body.AsSpan(at));
                return length - cut;
            case 6:
                var donor = bodies[random.Next(bodies.Length)];
                var start = random.Next(donor.Length);
                return Insert(at, length, donor.AsSpan(start, Math.Min(donor.Length - start, random.Next(40))));
            default:
                return random.Next(10) == 0 ? at : length;
        }
    }

    private int Insert(int at, int length, ReadOnlySpan<byte> bytes)
    {
        if (length + bytes.Length > body.Length)
            return length;
        body.AsSpan(at..length).CopyTo(body.AsSpan(at + bytes.Length));
        bytes.CopyTo(body.AsSpan(at));
        return length + bytes.Length;
    }

    private int Overwrite(int at, int length, ReadOnlySpan<byte> bytes)
    {
        var fits = bytes[..Math.Min(bytes.Length, length - at)];
        fits.CopyTo(body.AsSpan(at));
        return length;
    }
}
