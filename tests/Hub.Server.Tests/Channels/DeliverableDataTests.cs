using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Tests.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

/// <summary>A value that some client can't read gets in by no way.</summary>
public sealed class DeliverableDataTests : HubTest
{
    private const string Topic = "topic:x";
    private static readonly ChannelName TopicName = ChannelName.Parse(Topic);
    private static readonly RefusalDetails Expected = new() { Field = "data", Reason = "undeliverable" };

    public static TheoryData<string> Values => ["""{"__proto__":1}""", """[{"a":1,"a":1}]""", new string('[', 49) + new string(']', 49)];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Hub_UndeliverableData_IsRefusedByEveryMethod(string json)
    {
        var caller = await ConnectAsync("ada");
        await caller.Call(hub => hub.Subscribe(new() { Channel = Topic }));
        foreach (var data in new[] { Payload.FromJson(json), Payload.FromJson(json).ToMessagePack() })
        {
            await ExpectAsync(caller, hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = data }));
            await ExpectAsync(caller, hub => hub.Publish(new() { Channel = "map:x", Type = "t", Key = "k", Data = data }));
            await ExpectAsync(caller, hub => hub.Signal(new() { Channel = "signal:x", Type = "t", Data = data }));
        }

        await ExpectAsync(caller, hub => hub.UpdatePresence(new() { Channel = Topic, Data = Payload.FromJson(json) }));
        Assert.Equal(0, (await caller.Call(hub => hub.ReadHistory(new(Topic)))).Position.Offset);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task ServerAndModules_UndeliverableData_IsRefused(string json)
    {
        var data = Payload.FromJson(json);
        await Assert.ThrowsAsync<ArgumentException>(() => Get<IChannels>().PublishAsync(TopicName, "t", data).AsTask().Within());
        await Assert.ThrowsAsync<ArgumentException>(() => Get<IChannels>().SignalAsync(TopicName, "t", data).AsTask().Within());
        var modules = Get<IModuleChannels>();
        var appended = await modules.AppendAsync(TopicName, [new Draft { Type = "t", Data = default }, new Draft { Type = "t", Data = data }]).AsTask().Within();
        Assert.Equal(Expected with { Index = 1 }, appended.Refusal!.Details);
        await Assert.ThrowsAsync<ArgumentException>(() => modules.SignalAsync(TopicName, "t", data, null).AsTask().Within());
        var compaction = new Compaction { Channel = TopicName, Epoch = "", Key = "k", Type = "t", Data = data, UpTo = 0 };
        await Assert.ThrowsAsync<ArgumentException>(() => modules.CompactAsync(compaction).AsTask().Within());
    }

    private static async Task ExpectAsync(HubCaller caller, Func<ChannelHub, Task> act)
    {
        var refusal = await caller.RefusalOf(act);
        Assert.Equal((ErrorCode.BadRequest, Expected), (refusal.Code, refusal.Details));
    }
}
