using System.Collections;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class ChannelIndexTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void ReadState_KeysThatAreNotThere_AreLookedUpWhateverTheChannelHas(int values)
    {
        var index = new ChannelIndex<TestLocation>("e");
        for (var n = 1; n <= values; n++)
            index.Add(new Addition<TestLocation>(new TestLocation(n), n, $"other-{n}", Removed: false, UsedKey: null));
        var keys = new CountedKeys("member:eve", "room");
        var found = new List<KeyEntry<TestLocation>>();

        Assert.False(index.ReadState(new StateQuery { Keys = keys, Limit = 2 }, found));

        Assert.Empty(found);
        Assert.Equal(2, keys.Asked);
    }

    /// <summary>Counts how many of its keys were asked for.</summary>
    private sealed class CountedKeys(params string[] keys) : IReadOnlyCollection<string>
    {
        public int Asked { get; private set; }

        public int Count => keys.Length;

        public IEnumerator<string> GetEnumerator()
        {
            foreach (var key in keys)
            {
                Asked++;
                yield return key;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
