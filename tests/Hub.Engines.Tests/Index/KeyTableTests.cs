using System.Text;
using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class KeyTableTests
{
    [Fact]
    public void FindOrAdd_OfManyKeys_NumbersThemAsTheyCome()
    {
        var table = new KeyTable<long>();
        var keys = Enumerable.Range(0, 10_000).Select(Key).ToList();
        for (var i = 0; i < keys.Count; i++)
        {
            Assert.Equal(-1, table.Find(keys[i]));
            Assert.Equal(i, table.FindOrAdd(keys[i]));
            table[i] = i * 7L;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            Assert.Equal(i, table.Find(keys[i]));
            Assert.Equal(i, table.FindOrAdd(keys[i]));
            Assert.Equal(i * 7L, table[i]);
            Assert.Equal(keys[i], Encoding.UTF8.GetString(table.KeyOf(i)));
        }

        Assert.Equal(keys.Count, table.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("𝄞")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Find_OfAKeyThatIsThere_TellsItFromItsLikes(string key)
    {
        var table = new KeyTable<long>();
        string[] others = [key + "x", "x" + key + "y", key + "\0", key.ToUpperInvariant() + "é", key + key + "-"];
        foreach (var other in others)
            table.FindOrAdd(other);
        Assert.Equal(-1, table.Find(key));
        Assert.Equal(others.Length, table.FindOrAdd(key));
        Assert.Equal(Enumerable.Range(0, others.Length), others.Select(table.Find));
    }

    [Fact]
    public void LastingKeyOf_WhenMoreKeysCome_StaysTheKey()
    {
        var table = new KeyTable<long>();
        var first = table.LastingKeyOf(table.FindOrAdd("first"));
        for (var i = 0; i < 1_000; i++)
            table.FindOrAdd(Key(i));
        Assert.Equal("first", Encoding.UTF8.GetString(first.Span));
    }

    [Fact]
    public void Renumbered_WithoutSomeKeys_HasTheOthersAndTheirValues()
    {
        var table = new KeyTable<long>();
        for (var i = 0; i < 1_000; i++)
            table[table.FindOrAdd(Key(i))] = i;
        var numbers = Enumerable.Range(0, 1_000).Select(i => i % 3 == 0 ? i / 3 : -1).ToArray();
        var fewer = table.Renumbered(numbers);
        for (var i = 0; i < 1_000; i++)
            Assert.Equal(numbers[i], fewer.Find(Key(i)));
        Assert.Equal(Enumerable.Range(0, 334).Select(i => i * 3L), Enumerable.Range(0, fewer.Count).Select(i => fewer[i]));
        Assert.Equal(334, fewer.FindOrAdd(Key(1)));
    }

    [Fact]
    public void Renumbered_WithoutAnyKey_TakesNewOnes()
    {
        var table = new KeyTable<long>();
        table.FindOrAdd("a");
        var empty = table.Renumbered([-1]);
        Assert.Equal((0, -1), (empty.Count, empty.Find("a")));
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, empty.FindOrAdd(Key(i)));
    }

    private static string Key(int number) => (number % 3) switch
    {
        0 => $"key-{number}",
        1 => $"schlüssel-{number}",
        _ => $"{number}𝄞",
    };
}
