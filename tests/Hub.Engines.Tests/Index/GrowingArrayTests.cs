using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class GrowingArrayTests
{
    [Fact]
    public void GrowingArray_UnderAnyUse_HoldsWhatAListWould()
    {
        var random = new Random(3);
        var array = default(GrowingArray<int>);
        var list = new List<int>();
        for (var i = 0; i < 20_000; i++)
        {
            switch (random.Next(20))
            {
                case 0:
                    var kept = random.Next(list.Count + 1);
                    array.CutTo(kept);
                    list.RemoveRange(kept, list.Count - kept);
                    break;
                case < 4:
                    var at = random.Next(list.Count + 1);
                    array.Insert(at, i);
                    list.Insert(at, i);
                    break;
                case < 6:
                    var taken = Enumerable.Range(i, random.Next(40)).ToArray();
                    taken.CopyTo(array.Take(taken.Length));
                    list.AddRange(taken);
                    break;
                default:
                    array.Add(i);
                    list.Add(i);
                    break;
            }

            Assert.Equal(list.Count, array.Count);
            Assert.True(array.AsSpan().SequenceEqual(list.ToArray()));
            Assert.True(array.Capacity <= Math.Max(48, 4 * array.Count));
        }
    }

    [Fact]
    public void Add_OneAfterAnother_LeavesAQuarterEmptyAtMost()
    {
        var array = default(GrowingArray<int>);
        for (var i = 1; i <= 100_000; i++)
        {
            array.Add(i);
            Assert.True(array.Capacity <= i + Math.Max(4, i / 4), $"{array.Capacity} for {i}");
        }
    }

    [Fact]
    public void AsMemory_WhenMoreIsAddedLater_StaysWhatItWas()
    {
        var array = default(GrowingArray<int>);
        for (var i = 0; i < 10; i++)
            array.Add(i);
        var memory = array.AsMemory(3, 4);
        for (var i = 0; i < 1_000; i++)
            array.Add(i);
        Assert.Equal([3, 4, 5, 6], memory.ToArray());
    }
}
