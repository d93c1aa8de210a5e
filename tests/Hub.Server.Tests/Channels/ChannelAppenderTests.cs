using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

/// <summary>The same way in for every sender.</summary>
public sealed class ChannelAppenderTests : HubTest
{
    private static readonly Payload One = Payload.FromJson("1");
    private static readonly ChannelName Topic = ChannelName.Parse("topic:x");

    private long Publications => Get<ServerCounters>().Publications;

    [Fact]
    public async Task Publications_OfClientsModulesFeedsAndTheServer_AreAllCounted()
    {
        var ada = await ConnectAsync("ada");
        await ada.Call(hub => hub.Publish(new() { Channel = Topic.Value, Type = "t", Data = One }));
        Assert.Equal(1, Publications);

        await Get<IChannels>().PublishAsync(Topic, "t", One).AsTask().Within();
        Assert.Equal(2, Publications);

        await Get<IModuleChannels>().AppendAsync(ChannelName.Parse("feed:x"), [new Draft { Type = "t", Data = One, Key = "a" }, new Draft { Type = "t", Data = One, Key = "b" }]).AsTask().Within();
        Assert.Equal(4, Publications);

        await ada.Call(hub => hub.CreateRoom(new CreateRoomRequest("kitchen", "Kitchen", RoomVisibility.Public)));
        var before = Publications;
        Assert.True(before > 4, "a new room is publications, too");
        await ada.Call(hub => hub.PostMessage(new PostMessageRequest("kitchen", "hello")));
        Assert.Equal(before + 1, Publications);
    }

    [Fact]
    public async Task Publications_ThatTheEngineDidNotTake_AreNotCounted()
    {
        var ada = await ConnectAsync("ada");
        var request = new PublishRequest { Channel = Topic.Value, Type = "t", Data = One, IdempotencyKey = "once" };
        await ada.Call(hub => hub.Publish(request));
        Assert.True((await ada.Call(hub => hub.Publish(request))).Duplicate);

        var refusal = await ada.Refused(hub => hub.Publish(new() { Channel = Topic.Value, Type = "t", Data = One, ExpectedOffset = 7 }));
        Assert.Equal("conflict: expectedOffset is 7, but topic:x stands at 1; read what is new and decide again", refusal);
        Assert.Equal(ErrorCode.Conflict, (await Get<IModuleChannels>().AppendAsync(Topic, [new Draft { Type = "t", Data = One }], 7).AsTask().Within()).Refusal?.Code);
        Assert.Equal(1, Publications);
    }

    [Fact]
    public async Task Append_KeyThatHasAnotherValue_IsAConflictThatSaysSo()
    {
        var appender = Get<ChannelAppender>();
        await appender.AppendAsync(Topic, [new Draft { Type = "t", Data = One, Key = "a" }]);

        var refused = await appender.AppendAsync(Topic, [new Draft { Type = "t", Data = One, Key = "a", ExpectedKeyOffset = 0 }], expectedOffset: 1);

        Assert.Equal((ErrorCode.Conflict, "a key of topic:x has another value than was expected; read it and decide again"), (refused.Refusal!.Code, refused.Refusal.Text));
        Assert.Equal(1, Publications);
    }

    [Fact]
    public async Task Append_Batch_CountsEachDraftAndGivesTheFirstOnesPlace()
    {
        var appender = Get<ChannelAppender>();
        var draft = new Draft { Type = "t", Data = One, IdempotencyKey = "once" };
        await appender.AppendAsync(Topic, [draft]);

        var place = (await appender.AppendAsync(Topic, [draft, new Draft { Type = "t", Data = One }, new Draft { Type = "t", Data = One }])).Value;

        Assert.Equal((1, true, 3), (place.Position.Offset, place.Duplicate, place.Head));
        Assert.Equal(3, Publications);
    }

    [Fact]
    public async Task Signals_OfClientsModulesAndTheServer_AreAllCounted()
    {
        var ada = await ConnectAsync("ada");
        await ada.Call(hub => hub.Signal(new() { Channel = Topic.Value, Type = "t", Data = One }));
        await Get<IChannels>().SignalAsync(Topic, "t", One).AsTask().Within();
        await Get<IModuleChannels>().SignalAsync(Topic, "t", One, null).AsTask().Within();

        Assert.Equal(3, Get<ServerCounters>().Signals);
    }

    [Fact]
    public async Task Append_EngineTakesItsTime_CountsOnlyWhatItHasTaken()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = Substitute.For<IEngine>();
#pragma warning disable CA2012 // The call is what is configured; nobody takes its result.
        slow.AppendAsync(Arg.Any<Append>(), Arg.Any<CancellationToken>()).Returns(call => LateAsync(answer.Task, call.Arg<Append>()));
#pragma warning restore CA2012
        using var counters = new ServerCounters();
        var appender = new ChannelAppender(Get<Namespaces>(), slow, counters, Time);

        var appending = PlaceAsync(appender);
        Assert.False(appending.IsCompleted);
        Assert.Equal(0, counters.Publications);

        answer.SetResult();
        Assert.Equal(1, (await appending.Within()).Position.Offset);
        Assert.Equal(1, counters.Publications);
    }

    private static async Task<ChannelAppend> PlaceAsync(ChannelAppender appender) => (await appender.AppendAsync(Topic, [new Draft { Type = "t", Data = One }])).Value;

    private async ValueTask<AppendResult> LateAsync(Task answer, Append append)
    {
        await answer;
        return await Get<IEngine>().AppendAsync(append, default);
    }
}
