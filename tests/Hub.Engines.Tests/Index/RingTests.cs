using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class RingTests
{
    [Fact]
    public void Ring_UnderAnyUse_HoldsWhatAListWould()
    {
        var random = new Random(11);
        var ring = new Ring<int>();
        var list = new List<int>();
        for (var i = 0; i < 20_000; i++)
        {
            if (random.Next(3) > 0)
            {
                ring.Add(i);
                list.Add(i);
            }
            else
            {
                var count = random.Next(Math.Min(list.Count, random.Next(200)) + 1);
                ring.RemoveFirst(count);
                list.RemoveRange(0, count);
            }

            Assert.Equal(list.Count, ring.Count);
            if (list.Count > 0)
            {
                var at = random.Next(list.Count);
                Assert.Equal((list[0], list[at], list[^1]), (ring[0], ring[at], ring[ring.Count - 1]));
            }

            Assert.True(ring.Capacity <= Math.Max(8, 2 * ring.Count), $"{ring.Capacity} for {ring.Count}");
        }
    }
}
