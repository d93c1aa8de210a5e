using RealtimeHub.Server.Transports.Framing;

namespace RealtimeHub.Server.Tests.Transports.Framing;

public class MaskingTests
{
    [Fact]
    public void Apply_InPieces_IsAsByteByByte()
    {
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
        {
            var (payload, key) = (new byte[random.Next(200)], new byte[4]);
            random.NextBytes(payload);
            random.NextBytes(key);
            var expected = payload.Select((one, at) => (byte)(one ^ key[at % 4])).ToArray();

            var turned = BitConverter.ToUInt32(key);
            for (var at = 0; at < payload.Length;)
            {
                var count = Math.Min(random.Next(1, 70), payload.Length - at);
                turned = Masking.Apply(payload.AsSpan(at, count), turned);
                at += count;
            }

            Assert.Equal(expected, payload);
        }
    }
}
