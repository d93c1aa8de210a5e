using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class IndexTests
{
    [Fact]
    public void Utf8Order_OfAnyStrings_IsTheOrderOfTheirBytes()
    {
        var random = new Random(7);
        string[] units = ["a", "b", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"];
        for (var i = 0; i < 20_000; i++)
        {
            var x = string.Concat(random.GetItems(units, random.Next(5)));
            var y = string.Concat(random.GetItems(units, random.Next(5)));
            var bytes = System.Text.Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(y));
            Assert.Equal(Math.Sign(bytes), Math.Sign(Utf8Order.Compare(x, y)));
        }
    }

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

            Assert.True(ring.Capacity <= Math.Max(4, 4 * ring.Count));
        }
    }
}
