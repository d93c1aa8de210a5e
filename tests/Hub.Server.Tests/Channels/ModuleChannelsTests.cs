using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

/// <summary>What every module builds on.</summary>
public sealed class ModuleChannelsTests : HubTest
{
    private static readonly ChannelName Topic = ChannelName.Parse("topic:x");
    private static readonly ChannelName Map = ChannelName.Parse("map:x");

    private IModuleChannels Channels => Get<IModuleChannels>();

    [Fact]
    public async Task Append_WrongOffsetOfChannelOrKey_IsAConflictAsAValue()
    {
        await AppendAsync(Map, Draft("a"));

        var channel = await Channels.AppendAsync(Map, [Draft("b")], expectedOffset: 0).AsTask().Within();
        var key = await Channels.AppendAsync(Map, [Draft("a") with { ExpectedKeyOffset = 0 }]).AsTask().Within();
        var both = await Channels.AppendAsync(Map, [Draft("a") with { ExpectedKeyOffset = 1 }], expectedOffset: 1).AsTask().Within();

        Assert.Equal((ErrorCode.Conflict, ErrorCode.Conflict), (channel.Refusal!.Code, key.Refusal!.Code));
        Assert.Equal(2, both.Value.Head);
    }

    [Theory]
    [InlineData("sys:rooms", null, "Durable")]
    [InlineData("sys:rooms", "None", "None")]
    [InlineData("feed:x", null, "Relaxed")]
    [InlineData("feed:x", "Durable", "Durable")]
    [InlineData("topic:x", "Relaxed", "Relaxed")]
    public async Task Append_Durability_IsTheCallersElseTheNamespacesAndInSysDurable(string channel, string? asked, string expected)
    {
        var engine = Substitute.For<IEngine>();
        var taken = new Recorder<Append>();
#pragma warning disable CA2012 // The call is what is configured; its result is not used.
        engine.AppendAsync(Arg.Do<Append>(taken.Add), Arg.Any<CancellationToken>())
            .Returns(call => Get<IEngine>().AppendAsync(call.Arg<Append>(), default));
#pragma warning restore CA2012
        var channels = new ModuleChannels(
            Get<Namespaces>(), new ChannelAppender(Get<Namespaces>(), engine, Get<ServerCounters>(), Time), engine, Get<LiveChannels>(), NullLogger<ChannelListening>.Instance);

        await channels.AppendAsync(ChannelName.Parse(channel), [Draft("a")], null, asked is null ? null : Enum.Parse<Durability>(asked), null, default).AsTask().Within();

        Assert.Equal(expected, Assert.Single(taken.Items).Durability.ToString());
    }

    [Fact]
    public async Task Compact_Value_StandsForTheLogAndLosesToANewerOne()
    {
        var epoch = (await AppendAsync(Topic, Draft("a"), Draft("a"), Draft("b"))).Position.Epoch;
        var merged = new Compaction { Channel = Topic, Key = "a", Type = "merged", Data = Payload.From("all"), UpTo = 2, Epoch = epoch };

        Assert.True(await Channels.CompactAsync(merged).AsTask().Within());
        Assert.False(await Channels.CompactAsync(merged with { UpTo = 1 }).AsTask().Within());

        Assert.Equal([3], (await Channels.ReadLogAsync(Topic, new LogQuery { After = 0, Limit = 9 })).Publications.Select(one => one.Offset));
        Assert.Equal("merged", (await Channels.ReadKeysAsync(Topic, ["a"], default)).Find("a")!.Type);
    }

    [Fact]
    public async Task Listen_Publications_AreHeardInOrderFromTheStartUntilDisposed()
    {
        await AppendAsync(Topic, Draft());
        var heard = new Listener();
        var listening = await Channels.ListenAsync(Topic, heard).AsTask().Within();
        Assert.Equal(1, listening.Start.Offset);

        await AppendAsync(Topic, Draft(), Draft());
        var ada = await ConnectAsync("ada");
        await ada.Call(hub => hub.Publish(new() { Channel = Topic.Value, Type = "t", Data = Payload.From(1) }));
        await heard.Offsets.CountAsync(3).Within();
        await listening.DisposeAsync().AsTask().Within();
        await AppendAsync(Topic, Draft());
        await using var another = await Channels.ListenAsync(Topic, new Listener()).AsTask().Within();

        Assert.Equal([2, 3, 4], heard.Offsets.Items);
        Assert.Equal(5, another.Start.Offset);
    }

    [Fact]
    public async Task Listen_ListenerThatThrows_KeepsNothingFromOthers()
    {
        var heard = new Listener();
        await using var failing = await Channels.ListenAsync(Topic, new Listener { Fails = true }).AsTask().Within();
        await using var listening = await Channels.ListenAsync(Topic, heard).AsTask().Within();

        await AppendAsync(Topic, Draft());
        await AppendAsync(Topic, Draft());
        await heard.Offsets.CountAsync(2).Within();

        Assert.Equal([1, 2], heard.Offsets.Items);
    }

    [Fact]
    public async Task Dispose_CallUnderWay_WaitsForItsEnd()
    {
        using var holds = new SemaphoreSlim(0);
        var heard = new Listener { Holds = holds };
        var listening = await Channels.ListenAsync(Topic, heard).AsTask().Within();
        var appending = Task.Run(() => AppendAsync(Topic, Draft()));
        await heard.Offsets.CountAsync(1).Within();

        var disposing = listening.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        holds.Release();

        await disposing.Within();
        await appending.Within();
    }

    [Fact]
    public async Task Subscribe_ByAModule_ChecksRightsReplaysAndUnsubscribes()
    {
        await AppendAsync(Topic, Draft());
        var ada = await ConnectAsync("ada");
        var subscriptions = Get<IModuleSubscriptions>();
        var connection = ChannelHub.ConnectionOf(ada.Context)!;
        var edge = new CallerEdge(ada.Client, ada.Groups);

        var refused = await subscriptions.SubscribeAsync(connection, edge, new() { Channel = "user:grace" }, default).AsTask().Within();
        var result = await subscriptions.SubscribeAsync(connection, edge, new() { Channel = Topic.Value, Last = 1 }, default).AsTask().Within();

        Assert.Equal(ErrorCode.PermissionDenied, refused.Refusal?.Code);
        Assert.Equal(1, result.Value.Position.Offset);
        Assert.Equal([1], ada.Replayed.Select(one => one.Offset));
        Assert.True(await subscriptions.UnsubscribeAsync(connection, edge, Topic, default).AsTask().Within());
        Assert.False(await subscriptions.UnsubscribeAsync(connection, edge, Topic, default).AsTask().Within());
        Assert.Equal(0, Get<LiveChannels>().Count);
    }

    private static Draft Draft(string? key = null) => new() { Type = "t", Data = Payload.From(1), Key = key };

    private async Task<ChannelAppend> AppendAsync(ChannelName channel, params Draft[] drafts) =>
        (await Channels.AppendAsync(channel, drafts).AsTask().Within()).Value;

    private sealed class Listener : IChannelListener
    {
        public Recorder<long> Offsets { get; } = new();

        public bool Fails { get; init; }

        public SemaphoreSlim? Holds { get; init; }

        public void OnPublications(string epoch, IReadOnlyList<Publication> publications)
        {
            if (Fails)
                throw new InvalidOperationException("fails");
            foreach (var publication in publications)
                Offsets.Add(publication.Offset);
            Holds?.Wait();
        }

        public void OnReset(Position position)
        {
        }
    }
}
