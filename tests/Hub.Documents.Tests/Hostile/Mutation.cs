namespace RealtimeHub.Documents.Tests.Hostile;

/// <summary>Damages updates: bytes changed, cut, doubled, moved between updates, and numbers made huge.</summary>
internal sealed class Mutation(Random random, byte[][] updates)
{
    private static readonly byte[][] Numbers =
    [
        [0xff, 0xff, 0xff, 0xff, 0x07], [0x80, 0x80, 0x80, 0x80, 0x08], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0x00], [0xff, 0xff, 0x3f], [0x7f],
    ];

    public byte[] Next()
    {
        List<byte> bytes = [.. updates[random.Next(updates.Length)]];
        for (var changes = 1 + random.Next(3); changes > 0; changes--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)(bytes[at] + random.Next(-2, 3));
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(random.Next(4), bytes.Count - at));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, Numbers[random.Next(Numbers.Length)]);
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(12), bytes.Count - at)));
                break;
            default:
                var other = updates[random.Next(updates.Length)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[Math.Min(at, other.Length)..]);
                break;
        }
    }
}
