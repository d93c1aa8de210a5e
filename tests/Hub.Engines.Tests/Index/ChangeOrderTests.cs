using RealtimeHub.Server.Engines.Index;

namespace RealtimeHub.Engines.Tests.Index;

public class ChangeOrderTests
{
    private readonly KeyTable<KeyValue> keys = new();
    private readonly ChangeOrder changes = new();
    private int live;

    [Fact]
    public void Add_OfTheSameKeysAgainAndAgain_DoesNotGrow()
    {
        for (var offset = 1; offset <= 10_000; offset++)
            Set($"{offset % 100}", offset);
        Assert.InRange(changes.Count, 100, 200);
        Assert.Equal(Enumerable.Range(9_901, 100).Select(offset => (long)offset), Present());
    }

    [Fact]
    public void Add_WithAnOlderOffset_IsPutWhereItBelongs()
    {
        Set("a", 5);
        Set("b", 9);
        Set("c", 7);
        Set("d", 7);
        Set("e", 1);
        Assert.Equal([1, 5, 7, 7, 9], Present());
    }

    [Fact]
    public void Add_OfADroppedKeyAtAnOffsetOfItsPast_IsThereOnce()
    {
        Set("a", 3);
        Set("b", 4);
        Set("a", 5);
        changes.FirstOfLog = changes.FirstTombstone = changes.Count;
        Drop("a");
        Set("a", 3);
        Assert.Equal([3, 4], Present());
        Assert.Equal((changes.Count, 0), (changes.FirstOfLog, changes.FirstTombstone));
    }

    [Fact]
    public void Add_BeforeTheMarks_KeepsThemAtTheirChanges()
    {
        for (var offset = 10; offset <= 20; offset += 2)
            Set($"{offset}", offset);
        changes.FirstOfLog = 3;
        Set("older", 11);
        Assert.Equal(16, changes[changes.FirstOfLog].Offset);
        Set("newer", 17);
        Assert.Equal(16, changes[changes.FirstOfLog].Offset);
    }

    [Fact]
    public void Add_WhenItSweeps_KeepsTheMarksAtTheirChanges()
    {
        for (var offset = 1; offset <= 60; offset++)
            Set($"{offset}", offset);
        changes.FirstOfLog = 41;
        changes.FirstTombstone = 50;
        Assert.Equal((42, 51), (changes[41].Offset, changes[50].Offset));
        for (var offset = 61; offset <= 100; offset++)
            Set($"{offset - 60}", offset);
        Assert.True(changes.Count < 100);
        Assert.Equal((42, 51), (changes[changes.FirstOfLog].Offset, changes[changes.FirstTombstone].Offset));
    }

    private void Set(string key, long offset)
    {
        var number = keys.FindOrAdd(key);
        live += keys[number].Offset == 0 ? 1 : 0;
        keys[number] = new KeyValue(offset, KeyValue.InLog, false);
        changes.Add(new Change(offset, number), keys, live);
    }

    private void Drop(string key)
    {
        keys[keys.Find(key)] = default;
        live--;
    }

    private IEnumerable<long> Present() =>
        Enumerable.Range(0, changes.Count).Select(i => changes[i]).Where(change => change.IsPresent(keys)).Select(change => change.Offset);
}
