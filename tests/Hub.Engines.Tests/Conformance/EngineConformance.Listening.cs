using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Conformance;

public abstract partial class EngineConformance
{
    [Fact]
    public async Task Listen_ToAChannel_HearsEverythingFromTheReturnedHead()
    {
        await AppendTexts(3);

        var head = await Listen();
        var result = await Append(Text("4"), Text("5"));

        Assert.Equal(3, head.Offset);
        await Listener.Of(Room).Until(publications: 2);
        Assert.Equal([4, 5], Listener.Of(Room).Offsets);
        Assert.Equal(result.Head.Epoch, Listener.Of(Room).Epoch);
        Assert.Equal(head.Epoch, result.Head.Epoch);
    }

    [Fact]
    public async Task Listen_Twice_HearsEachOnce()
    {
        await Listen();
        await Listen();
        await AppendTexts(3);

        await Listener.Of(Room).Until(publications: 3);
        Assert.Equal([1, 2, 3], Listener.Of(Room).Offsets);
    }

    [Fact]
    public async Task Listen_WhileManyAppend_HearsInOrderEachOnceOneCallAtATime()
    {
        await Listen();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                await Append(Text($"{writer}-{i}"));
        })));

        var heard = Listener.Of(Room);
        await heard.Until(publications: 800);
        Assert.Equal(Enumerable.Range(1, 800).Select(i => (long)i), heard.Offsets);
        Assert.False(heard.Overlapped);
        Assert.Equal(Texts((await ReadLog(after: 0)).Publications), Texts(heard.Publications));
    }

    [Fact]
    public async Task Listen_WhileAnotherAppends_MissesNothingBehindTheReturnedHead()
    {
        for (var round = 0; round < 20; round++)
        {
            var channel = ChannelName.Parse($"chat:round-{round}");
            var appending = Task.Run(async () =>
            {
                for (var i = 0; i < 20; i++)
                    await Append(channel, Keep, Text($"{i}"));
            });
            var head = await Listen(channel);
            await appending;

            var heard = Listener.Of(channel);
            await heard.Until(publications: 20 - (int)head.Offset);
            Assert.Equal(Enumerable.Range((int)head.Offset + 1, 20 - (int)head.Offset).Select(i => (long)i), heard.Offsets);
        }
    }

    [Fact]
    public async Task Listener_HearingAPublication_CanReadItAlready()
    {
        var early = 0;
        Listener.OnPublication = publication =>
        {
            var read = ReadLog(after: publication.Offset - 1, limit: 1).GetAwaiter().GetResult();
            if (read.Head < publication.Offset || read.Publications.Count == 0)
                Interlocked.Increment(ref early);
        };
        await Listen();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AppendTexts(25))));

        await Listener.Of(Room).Until(publications: 100);
        Assert.Equal(0, early);
    }

    [Fact]
    public async Task Listener_ThatAppendsFromWithinItsCall_HearsThatToo()
    {
        Task? second = null;
        Listener.OnPublication = publication =>
        {
            if (publication.Offset == 1)
                second = Append(Text("second"));
        };
        await Listen();
        await Append(Text("first"));

        await Listener.Of(Room).Until(publications: 2);
        await second!;
        Assert.Equal(["first", "second"], Texts(Listener.Of(Room).Publications));
    }

    [Fact]
    public async Task Listener_ThatThrows_HearsTheRestAndDisturbsNobody()
    {
        var thrown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Listener.OnPublication = publication =>
        {
            if (publication.Offset != 1)
                return;
            Listener.Of(Room).Leave();
            thrown.TrySetResult();
            throw new InvalidOperationException("a fault of the listener");
        };
        await Listen();

        Assert.Equal(1, (await Append(Text("a"))).Head.Offset);
        await thrown.Task.WaitAsync(Limits.Signal);
        Assert.Equal(2, (await Append(Text("b"))).Head.Offset);

        await Listener.Of(Room).Until(publications: 1);
        Assert.Equal([2], Listener.Of(Room).Offsets);
    }

    [Fact]
    public async Task Unlisten_OfAChannel_HearsNothingAfterwards()
    {
        await Listen();
        await Append(Text("a"));
        await Listener.Of(Room).Until(publications: 1);

        await Engine.UnlistenAsync(Room, None);
        await Append(Text("b"));
        await Engine.SignalAsync(Said("late"), None);
        await Listen(Other);
        await Append(Other, Keep, Text("c"));

        await Listener.Of(Other).Until(publications: 1);
        Assert.Equal([1], Listener.Of(Room).Offsets);
        Assert.Empty(Listener.Of(Room).Signals);
    }

    [Fact]
    public async Task Unlisten_WhileOthersAppend_HearsNothingAfterItReturned()
    {
        for (var round = 0; round < 30; round++)
        {
            var channel = ChannelName.Parse($"chat:round-{round}");
            await Listen(channel);
            var appending = Task.Run(async () =>
            {
                for (var i = 0; i < 30; i++)
                    await Append(channel, Keep, Text($"{i}"));
            });
            await Listener.Of(channel).Until(publications: 1);
            await Engine.UnlistenAsync(channel, None);
            var heard = Listener.Of(channel).Offsets.Count;
            await appending;

            Assert.Equal(heard, Listener.Of(channel).Offsets.Count);
        }
    }

    [Fact]
    public async Task Unlisten_WhileACallOfTheListenerIsUnderWay_ReturnsOnlyAfterIt()
    {
        using var mayLeave = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Listener.OnPublication = _ =>
        {
            entered.TrySetResult();
            Assert.True(mayLeave.Wait(Limits.Signal));
        };
        await Listen();
        var append = Task.Run(() => Append(Text("a")));
        await entered.Task.WaitAsync(Limits.Signal);

        var unlisten = Engine.UnlistenAsync(Room, None).AsTask();
        Assert.False(unlisten.IsCompleted);
        Assert.Empty(Listener.Of(Room).Publications);
        mayLeave.Set();
        await unlisten.WaitAsync(Limits.Signal);

        Assert.Equal([1], Listener.Of(Room).Offsets);
        await append;
    }

    [Fact]
    public async Task Unlisten_FromWithinTheListener_EndsItWithoutWaitingForItself()
    {
        Task? unlisten = null;
        Listener.OnPublication = publication =>
        {
            if (publication.Offset == 1)
                unlisten = Engine.UnlistenAsync(Room, None).AsTask();
        };
        await Listen();
        await Append(Text("a"));
        await Listener.Of(Room).Until(publications: 1);
        await unlisten!.WaitAsync(Limits.Signal);
        await Append(Text("b"));

        Assert.Equal([1], Listener.Of(Room).Offsets);
    }

    [Fact]
    public async Task Listen_AfterUnlisten_GoesOnFromTheHead()
    {
        await Listen();
        await Append(Text("a"));
        await Listener.Of(Room).Until(publications: 1);
        await Engine.UnlistenAsync(Room, None);
        await Append(Text("b"));

        var head = await Listen();
        await Append(Text("c"));

        Assert.Equal(2, head.Offset);
        await Listener.Of(Room).Until(publications: 2);
        Assert.Equal([1, 3], Listener.Of(Room).Offsets);
    }

    [Fact]
    public async Task Unlisten_OfAChannelNobodyListensTo_DoesNothing()
    {
        await Engine.UnlistenAsync(Room, None);
        Assert.Equal(0, (await ReadLog(after: 0)).Head);
    }

    [Fact]
    public async Task Signal_ToAChannelListenedTo_IsHeardAndNotStored()
    {
        var head = await Listen();
        await Engine.SignalAsync(Said("hello"), None);

        await Listener.Of(Room).UntilSignals(1);
        Assert.Equal(Said("hello"), Assert.Single(Listener.Of(Room).Signals));
        var page = await ReadLog(after: 0);
        Assert.Equal(head, page.Position);
        Assert.Empty(page.Publications);
    }

    [Fact]
    public async Task Signal_AfterAnAppend_IsHeardAfterIt()
    {
        await Listen();
        for (var i = 0; i < 20; i++)
        {
            await Append(Text($"{i}"));
            await Engine.SignalAsync(Said($"{i}"), None);
        }

        await Listener.Of(Room).UntilSignals(20);
        var order = Listener.Of(Room).Everything.Select(item => item is Publication ? 'p' : 's');
        Assert.Equal(string.Concat(Enumerable.Repeat("ps", 20)), string.Concat(order));
    }

    private static Signal Said(string text) => new()
    {
        Channel = Room,
        Type = "typing",
        Data = Payload.FromJson($"\"{text}\""),
        Publisher = new Publisher("u1", null, "c1"),
        Time = 17,
    };
}
