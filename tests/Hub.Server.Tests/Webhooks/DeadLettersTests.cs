using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Server.Webhooks;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Webhooks;

public sealed class DeadLettersTests : HubTest
{
    [Fact]
    public async Task List_Pages_AreInTheOrderOfFailure()
    {
        var letters = await NewAsync(10);
        foreach (var id in new[] { "c", "a", "b" })
            Assert.False(await letters.AddAsync(Letter(id), default));

        var first = await letters.ListAsync(null, 2, default);
        var second = await letters.ListAsync(first.Next, 2, default);

        Assert.Equal(["c", "a"], first.Events.Select(letter => letter.Id));
        Assert.Equal(["b"], second.Events.Select(letter => letter.Id));
        Assert.Null(second.Next);
        Assert.Equal("""{"of":"c"}""", System.Text.Encoding.UTF8.GetString(first.Events[0].ToEvent().Body));
    }

    [Fact]
    public async Task Add_MoreThanAreKept_DropsTheOldest()
    {
        var letters = await NewAsync(2);
        await letters.AddAsync(Letter("a"), default);
        await letters.AddAsync(Letter("b"), default);

        Assert.True(await letters.AddAsync(Letter("c"), default));

        Assert.Equal(["b", "c"], (await letters.ListAsync(null, 10, default)).Events.Select(letter => letter.Id));
        Assert.Null(await letters.FindAsync("a", default));
        Assert.Equal(2, letters.Count);
    }

    [Fact]
    public async Task Add_WhereNoneAreKept_LosesIt()
    {
        var letters = await NewAsync(0);

        Assert.True(await letters.AddAsync(Letter("a"), default));
        Assert.Equal(0, letters.Count);
    }

    [Fact]
    public async Task Remove_AnEvent_IsGoneOnce()
    {
        var letters = await NewAsync(10);
        await letters.AddAsync(Letter("a"), default);

        Assert.True(await letters.RemoveAsync("a", default));
        Assert.False(await letters.RemoveAsync("a", default));
        Assert.Empty((await letters.ListAsync(null, 10, default)).Events);
    }

    [Fact]
    public async Task Load_AfterARestart_HasThemInTheSameOrder()
    {
        var before = await NewAsync(3);
        foreach (var id in new[] { "d", "c", "a", "b" })
            await before.AddAsync(Letter(id), default);
        await before.RemoveAsync("a", default);

        var after = await NewAsync(3);

        Assert.Equal(["c", "b"], (await after.ListAsync(null, 10, default)).Events.Select(letter => letter.Id));
    }

    private static DeadLetter Letter(string id) =>
        new(id, WebhookEvents.MessagePosted, ChannelName.Parse("chat:a"), 1, 2, 3, "it answered 500", Payload.FromJson($$"""{"of":"{{id}}"}"""));

    private async Task<DeadLetters> NewAsync(int max)
    {
        var letters = new DeadLetters(Get<IModuleChannels>(), "test", max);
        await letters.LoadAsync(default);
        return letters;
    }
}
