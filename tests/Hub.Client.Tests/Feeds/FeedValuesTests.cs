using RealtimeHub.Client.Feeds;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Feeds;

public class FeedValuesTests
{
    private readonly FeedValues values = new();

    [Fact]
    public void Take_WholeValue_ReplacesTheFields()
    {
        values.Take(Of("AAA", 1, """{"price":1,"name":"A"}"""));
        var before = values.All["AAA"];

        var change = values.Take(Of("AAA", 2, """{"price":2}""") with { Merged = 3 });

        Assert.Equal(new FeedChange("AAA", values.All["AAA"], before, 3, false), change);
        Assert.Equal(["price"], values.All["AAA"].Fields.Keys);
        Assert.Equal((2, 2, DateTimeOffset.FromUnixTimeMilliseconds(20)), (values.All["AAA"].Number("price"), values.All["AAA"].Offset, values.All["AAA"].Time));
    }

    [Fact]
    public void Take_Patch_KeepsTheOtherFieldsAndLeavesTheValueBeforeAsItIs()
    {
        values.Take(Of("AAA", 1, """{"price":1,"name":"A"}""") with { Snapshot = true });
        var before = values.All["AAA"];

        values.Take(Of("AAA", 2, """{"price":2,"volume":null}""") with { Patch = true });

        Assert.Equal("""{"price":2,"name":"A","volume":null}""", values.All["AAA"].Data.As<System.Text.Json.JsonElement>().GetRawText());
        Assert.Equal((1, null), (before.Number("price"), values.All["AAA"].Number("volume")));
    }

    [Fact]
    public void Take_PatchOfAValueThatIsNotHere_ChangesNothing()
    {
        Assert.Null(values.Take(Of("AAA", 2, """{"price":2}""") with { Patch = true }));
        Assert.Empty(values.All);
    }

    [Fact]
    public void Take_Removal_TakesTheKeyAwayOnce()
    {
        values.Take(Of("AAA", 1, """{"price":1}"""));

        var change = values.Take(Of("AAA", 2, "null") with { Removed = true });

        Assert.Equal(("AAA", null, 1d), (change!.Key, change.Value, change.Before!.Number("price")));
        Assert.Null(values.Take(Of("AAA", 3, "null") with { Removed = true }));
        Assert.Empty(values.All);
    }

    [Fact]
    public void Take_StaleMark_StaysUntilAPublicationWithoutIt()
    {
        values.Take(Of("AAA", 1, """{"price":1}"""));

        values.Take(Of("AAA", 1, "{}") with { Patch = true, Stale = true });
        Assert.Equal((true, 1d), (values.All["AAA"].Stale, values.All["AAA"].Number("price")));

        values.Take(Of("AAA", 1, "{}") with { Patch = true });
        Assert.Equal((false, 1d), (values.All["AAA"].Stale, values.All["AAA"].Number("price")));
    }

    [Fact]
    public void Keep_SomeKeys_DropsTheOthers()
    {
        foreach (var (i, key) in new[] { "AAA", "BBB", "CCC" }.Index())
            values.Take(Of(key, i + 1, """{"price":1}"""));

        Assert.Equal(["AAA", "CCC"], values.Keep(["BBB", "DDD"]).Select(change => change.Key).Order());
        Assert.Equal(["BBB"], values.All.Keys);
    }

    // LINQ copies what says that it is a collection by its size, which another thread may change in between: sorting the values threw now and then.
    [Fact]
    public void All_ForLinq_IsNoCollectionThatItWouldCopyBySize()
    {
        values.Take(Of("BBB", 1, """{"price":1}"""));
        values.Take(Of("AAA", 2, """{"price":2}"""));

        Assert.False(values.All is ICollection<KeyValuePair<string, FeedValue>> or System.Collections.ICollection);
        Assert.Equal(["AAA", "BBB"], values.All.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Key));
        Assert.Equal(2, values.All.Count);
        Assert.True(values.All.ContainsKey("AAA"));
        Assert.True(values.All.TryGetValue("BBB", out var value));
        Assert.Contains(value, values.All.Values);
    }

    [Fact]
    public async Task All_SortedWhileKeysComeAndGo_NeverFails()
    {
        using var end = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            for (var i = 0; !end.IsCancellationRequested; i++)
                values.Take(Of($"K{i % 50}", i + 1, """{"price":1}""") with { Removed = i % 100 >= 50 });
        });

        for (var i = 0; i < 2_000; i++)
            Assert.InRange(values.All.OrderBy(value => value.Key, StringComparer.Ordinal).ToList().Count, 0, 50);
        await end.CancelAsync();
        await changing.Within();
    }

    private static Publication Of(string key, long offset, string json) => new()
    {
        Channel = ChannelName.Parse("feed:market"),
        Type = FeedTypes.Updated,
        Key = key,
        Offset = offset,
        Time = offset * 10,
        Data = Payload.FromJson(json),
    };
}
