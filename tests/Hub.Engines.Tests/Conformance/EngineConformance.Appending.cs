using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task Append_ToAnEmptyChannel_TakesOffsetOne()
    {
        var result = await Append(Text("a"));

        Assert.Equal(AppendOutcome.Appended, result.Outcome);
        Assert.Equal(1, result.Head.Offset);
        Assert.NotEqual("", result.Head.Epoch);
        Assert.Equal([new Appended(result.Head, Duplicate: false)], result.Drafts);
    }

    [Fact]
    public async Task Append_OfABatch_TakesOffsetsInOrderWithNothingBetween()
    {
        await Append(Text("a"));

        var result = await Append(Text("b"), Text("c"), Text("d"));

        Assert.Equal([2, 3, 4], result.Drafts.Select(draft => draft.Position.Offset));
        Assert.Equal(4, result.Head.Offset);
        Assert.Equal(["a", "b", "c", "d"], Texts((await ReadLog(after: 0)).Publications));
    }

    [Fact]
    public async Task Append_FromManyAtOnce_GivesOffsetsWithoutHolesOrRepeats()
    {
        const int writers = 16, each = 50;
        var results = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var mine = new List<(long Offset, string Text)>();
            for (var i = 0; i < each; i++)
            {
                var result = await Append(Text($"{writer}-{i}"), Text($"{writer}-{i}+"));
                Assert.Equal(result.Drafts[0].Position.Offset + 1, result.Drafts[1].Position.Offset);
                mine.Add((result.Drafts[0].Position.Offset, $"{writer}-{i}"));
                mine.Add((result.Drafts[1].Position.Offset, $"{writer}-{i}+"));
            }

            Assert.Equal(mine.Select(item => item.Offset).Order(), mine.Select(item => item.Offset));
            return mine;
        })));

        var expected = results.SelectMany(mine => mine).OrderBy(item => item.Offset).ToList();
        Assert.Equal(Enumerable.Range(1, writers * each * 2).Select(i => (long)i), expected.Select(item => item.Offset));
        var page = await ReadLog(after: 0);
        Assert.Equal(expected.Select(item => item.Text), Texts(page.Publications));
        Assert.Equal(expected.Select(item => item.Offset), Offsets(page.Publications));
    }

    [Fact]
    public async Task Append_ToOneChannel_DoesNotTouchAnother()
    {
        await Append(Text("a"), Text("b"));
        var other = await Append(Other, Keep, Text("c"));

        Assert.Equal(1, other.Head.Offset);
        Assert.Equal(["c"], Texts((await ReadLog(after: 0, channel: Other)).Publications));
    }

    [Fact]
    public async Task Append_WithEveryField_GivesItBackUnchanged()
    {
        var draft = new Draft
        {
            Type = "chat.posted",
            Data = new Payload(PayloadEncoding.MessagePack, new byte[] { 0x82, 0xA1, 0x61, 0x01, 0xA1, 0x62, 0xC0 }),
            Key = "ключ-𝄞",
            Publisher = new Publisher("u1", "Ünal \u0001", "c-1"),
            IdempotencyKey = "once",
            IdempotencyScope = "u1",
        };

        var position = (await Append(draft)).Head;

        var stored = Assert.Single((await ReadLog(after: 0)).Publications);
        Assert.Equal(Room, stored.Channel);
        Assert.Equal(position.Offset, stored.Offset);
        Assert.Equal(draft.Type, stored.Type);
        Assert.Equal(draft.Data, stored.Data);
        Assert.Equal(draft.Key, stored.Key);
        Assert.Null(stored.Removed);
        Assert.Equal(draft.Publisher, stored.Publisher);
        Assert.Equal("once", stored.IdempotencyKey);
        Assert.True(stored.Time > 0);
        Assert.Equal(stored, Assert.Single((await ReadState()).Entries));
    }

    [Theory]
    [InlineData("chat:*")]
    [InlineData("chat:a?[b]\\")]
    [InlineData("chat:../../etc/passwd")]
    [InlineData("chat:%2e%2e/")]
    [InlineData("chat:é")]
    [InlineData("chat:e\u0301")]
    [InlineData("chat:A")]
    [InlineData("chat:a")]
    [InlineData("chat:__proto__")]
    public async Task Append_ToAChannelWithAStrangeName_ReachesItAndNothingElse(string name)
    {
        string[] names = ["chat:*", "chat:a?[b]\\", "chat:../../etc/passwd", "chat:%2e%2e/", "chat:é", "chat:e\u0301", "chat:A", "chat:a", "chat:__proto__"];
        await Append(ChannelName.Parse(name), Keep, Value("__proto__", "x"));

        foreach (var each in names)
        {
            var count = (await ReadLog(after: 0, channel: ChannelName.Parse(each))).Publications.Count;
            Assert.Equal(each == name ? 1 : 0, count);
        }
    }

    [Fact]
    public async Task Append_Cancelled_ChangesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var append = new Append { Channel = Room, Drafts = [Value("k", "a")], Retention = Keep };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Engine.AppendAsync(append, cancelled.Token));

        Assert.Equal(0, (await ReadLog(after: 0)).Head);
        Assert.Empty((await ReadState()).Entries);
        Assert.Equal(1, (await Append(Text("b"))).Head.Offset);
    }

    [Fact]
    public async Task Append_CancelledAtAnyMoment_IsThereOrThrewAndIsNot()
    {
        var random = new Random(20260101);
        for (var i = 0; i < 200; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var append = new Append { Channel = Room, Drafts = [Text($"{i}")], Retention = Keep };
            var work = Task.Run(async () => await Engine.AppendAsync(append, cancellation.Token));
            for (var spin = random.Next(200); spin > 0; spin--)
                Thread.SpinWait(20);
            await cancellation.CancelAsync();
            var appended = true;
            try
            {
                await work;
            }
            catch (OperationCanceledException)
            {
                appended = false;
            }

            var newest = (await ReadLog(limit: 1)).Publications;
            Assert.Equal(appended, newest.Count == 1 && TextOf(newest[0]) == $"{i}");
        }
    }

    [Fact]
    public async Task Append_WhileTheStoreFails_IsUnavailableInBoundedTimeAndChangesNothing()
    {
        if (!harness.CanBreakStore)
            return;
        await Append(Value("k", "a"));
        await Listen();
        harness.BreakStore();

        await Assert.ThrowsAsync<EngineUnavailableException>(() => Append(Value("k", "b")).WaitAsync(Limits.Signal));

        Assert.False(Engine.Health.Ready);
        Assert.NotNull(Engine.Health.Reason);
        Assert.Equal(["a"], Texts((await ReadLog(after: 0)).Publications));
        Assert.Equal(["a"], Texts((await ReadState()).Entries));
        Assert.Empty(Listener.Of(Room).Publications);
    }
}
