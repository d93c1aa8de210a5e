using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

// A substitute is told what to return by calling it.
#pragma warning disable CA2012

namespace RealtimeHub.Server.Tests.Fanout;

public sealed class LiveChannelsTests
{
    private static readonly ChannelName Channel = Pub.Channel;
    private readonly IEngine engine = Substitute.For<IEngine>();
    private readonly LiveChannels channels;

    public LiveChannelsTests()
    {
        engine.ListenAsync(Channel, Arg.Any<CancellationToken>()).Returns(new ValueTask<Position>(new Position("e", 3)));
        channels = new LiveChannels(engine, new FakeTimeProvider(), Substitute.For<ISignalFanout>());
    }

    [Fact]
    public async Task AcquireAsync_SecondUser_SharesTheListening()
    {
        var one = await channels.AcquireAsync(Channel, ChannelMode.Log, default).Within();
        var two = await channels.AcquireAsync(Channel, ChannelMode.Log, default).Within();
        Assert.Same(one, two);
        Assert.Equal(new Position("e", 3), one.Channel.Heard);

        await channels.ReleaseAsync(one).Within();
        Assert.Equal(1, channels.Count);
        await engine.DidNotReceive().UnlistenAsync(Channel, Arg.Any<CancellationToken>());
        await channels.ReleaseAsync(two).Within();
        Assert.Equal(0, channels.Count);
        await engine.Received(1).ListenAsync(Channel, Arg.Any<CancellationToken>());
        await engine.Received(1).UnlistenAsync(Channel, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task AcquireAsync_WhileTheLastOneEnds_BeginsAfterItsEnd()
    {
        var ending = new TaskCompletionSource();
        engine.UnlistenAsync(Channel, Arg.Any<CancellationToken>()).Returns(new ValueTask(ending.Task), default(ValueTask));
        var first = await channels.AcquireAsync(Channel, ChannelMode.Log, default).Within();
        var released = channels.ReleaseAsync(first);
        var second = channels.AcquireAsync(Channel, ChannelMode.Log, default).AsTask();
        await TestTimeout.Until(() => engine.ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IEngine.UnlistenAsync)));
        await engine.Received(1).ListenAsync(Channel, Arg.Any<CancellationToken>());
        Assert.False(second.IsCompleted);

        ending.SetResult();
        await released.Within();
        Assert.NotSame(first, await second.Within());
        await engine.Received(2).ListenAsync(Channel, Arg.Any<CancellationToken>());
        Assert.Equal(1, channels.Count);
        await channels.ReleaseAsync(await second).Within();
        Assert.Equal(0, channels.Count);
    }

    [Fact]
    public async Task AcquireAsync_EngineThatFails_TellsAndTheNextOneBeginsAnew()
    {
        foreach (var error in new Exception[] { new EngineUnavailableException("away"), new InvalidOperationException("broken") })
        {
            engine.ListenAsync(Channel, Arg.Any<CancellationToken>()).Returns(
                _ => ValueTask.FromException<Position>(error), _ => new ValueTask<Position>(new Position("e", 4)));
            var thrown = await Assert.ThrowsAnyAsync<Exception>(() => channels.AcquireAsync(Channel, ChannelMode.Log, default).AsTask()).Within();
            Assert.Same(error, thrown);
            Assert.Equal(0, channels.Count);

            var entry = await channels.AcquireAsync(Channel, ChannelMode.Log, default).Within();
            Assert.Equal(4, entry.Channel.Heard.Offset);
            await channels.ReleaseAsync(entry).Within();
        }
    }

    [Fact]
    public async Task AcquireAsync_CancelledWhileItBegins_LeavesNothing()
    {
        var listening = new TaskCompletionSource<Position>();
        engine.ListenAsync(Channel, Arg.Any<CancellationToken>()).Returns(new ValueTask<Position>(listening.Task));
        using var cancel = new CancellationTokenSource();
        var acquiring = channels.AcquireAsync(Channel, ChannelMode.Log, cancel.Token).AsTask();
        await cancel.CancelAsync();
        listening.SetResult(new Position("e", 1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acquiring).Within();
        await TestTimeout.Until(() => channels.Count == 0);
        await engine.Received(1).UnlistenAsync(Channel, Arg.Any<CancellationToken>());
    }

    [Fact]
    public void OnPublications_ChannelThatNobodyHears_IsIgnored()
    {
        channels.OnPublications(Channel, "e", [Pub.Of(1)]);
        channels.OnReset(Channel, new Position("e", 1));
        Assert.Null(channels.Find(Channel));
    }
}
