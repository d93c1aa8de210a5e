using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>What refusals say to programs, call by call.</summary>
public sealed class RefusalDetailsTests : HubTest
{
    private const string Topic = "topic:x";
    private const string Map = "map:x";
    private static readonly Payload One = Payload.FromJson("1");

    [Fact]
    public async Task Publish_FieldOverItsLimit_NamesFieldLimitAndActual()
    {
        var caller = await ConnectAsync();
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = Topic, Type = new string('t', 65), Data = One }), new() { Field = "type", Limit = 64, Actual = 65 });
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = Payload.FromJson('"' + new string('x', 65_536) + '"') }), new() { Field = "data", Limit = 65_536, Actual = 65_538 });
        await ExpectAsync(caller, hub => hub.ReadHistory(new(Topic, Limit: 1001)), new() { Field = "limit", Limit = 1000, Actual = 1001 });
        await ExpectAsync(caller, hub => hub.UpdatePresence(new() { Channel = Topic, Data = Payload.FromJson('"' + new string('x', 4096) + '"') }), new() { Field = "data", Limit = 4096, Actual = 4098 });
    }

    [Fact]
    public async Task Publish_WhatItsChannelCannotTake_SaysWhy()
    {
        var caller = await ConnectAsync();
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = Map, Type = "t", Data = One }), new() { Field = "key", Reason = "missing" });
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = "signal:x", Type = "t", Data = One }), new() { Field = "channel", Reason = "wrong_mode", Channel = "signal:x" });
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = "nowhere:x", Type = "t", Data = One }), new() { Field = "channel", Reason = "unknown_namespace" });
    }

    [Fact]
    public async Task Publish_OtherHeadThanExpected_HasTheHead()
    {
        var caller = await ConnectAsync();
        await caller.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));
        await ExpectAsync(
            caller,
            hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One, ExpectedOffset = 7 }),
            new() { Channel = Topic, Reason = "offset_changed", Field = "expectedOffset", Actual = 1 });
    }

    [Fact]
    public async Task Subscribe_WithoutTheRight_NamesChannelAndRight()
    {
        var caller = await ConnectAsync("bob");
        await ExpectAsync(caller, hub => hub.Subscribe(new() { Channel = "user:ada" }), new() { Channel = "user:ada", Right = "subscribe" });
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = "chat:a", Type = "t", Data = One }), new() { Channel = "chat:a", Right = "publish" });
        await ExpectAsync(caller, hub => hub.ReadHistory(new("user:ada")), new() { Channel = "user:ada", Right = "history" });
    }

    [Fact]
    public async Task Subscribe_LostPosition_HasTheGapsReason()
    {
        var caller = await ConnectAsync();
        var published = await caller.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));
        await ExpectAsync(
            caller,
            hub => hub.Subscribe(new() { Channel = Topic, Since = published.Position.At(9), OnGap = OnGap.Fail }),
            new() { Channel = Topic, Reason = "epoch", Field = "since", Actual = 9 });
    }

    [Fact]
    public async Task Call_ListWithAWrongEntry_HasItsIndex()
    {
        var caller = await ConnectAsync("ada");
        await ExpectAsync(caller, hub => hub.Subscribe(new() { Channel = Map, Keys = ["a", ""] }), new() { Field = "keys", Index = 1, Limit = 200, Actual = 0 });
        await ExpectAsync(caller, hub => hub.Subscribe(new() { Channel = Map, Keys = [.. Enumerable.Range(0, 10_001).Select(i => "k" + i)] }), new() { Field = "keys", Limit = 10_000, Actual = 10_001 });
        await ExpectAsync(caller, hub => hub.ReadCursors(new([Topic, "nonsense"])), new() { Field = "channel", Index = 1 });
        var many = await caller.Call(hub => hub.SubscribeMany(new([new() { Channel = Topic }, new() { Channel = "user:bob" }])));
        Assert.Null(many.Results[0].Error);
        Assert.Equal(new RefusalDetails { Channel = "user:bob", Right = "subscribe", Index = 1 }, many.Results[1].Error!.ToDetails());
    }

    [Fact]
    public async Task Call_TooOften_SaysHowLongToWait()
    {
        var caller = await ConnectAsync();
        for (var n = 0; n < 100; n++)
            await caller.Call(hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }));
        await ExpectAsync(caller, hub => hub.Publish(new() { Channel = Topic, Type = "t", Data = One }), new() { Limit = 50, RetryAfterMs = 20 });
    }

    [Fact]
    public async Task Call_NeedingWhatIsNotThere_SaysWhat()
    {
        var caller = await ConnectAsync();
        await ExpectAsync(caller, hub => hub.MarkRead(new(Topic, 1)), new() { Reason = "no_user" });
        await ExpectAsync(caller, hub => hub.UpdateSubscription(new(Map, MaxRate: 1)), new() { Reason = "not_subscribed", Field = "channel", Channel = Map });
        await ExpectAsync(caller, hub => hub.RefreshToken(new("none")), new() { Field = "token", Reason = "invalid_token" });
    }

    [Fact]
    public void ToUnsubscribed_Details_StandInTheMessage()
    {
        var refusal = new Refusal(ErrorCode.PermissionDenied, "no", new RefusalDetails { Reason = "banned", UntilTime = 5 });
        var ended = refusal.ToUnsubscribed(ChannelName.Parse(Topic), resubscribe: false);
        Assert.Equal(("permission_denied", "no", "banned", 5), (ended.Code, ended.Message, ended.Reason, ended.UntilTime));
    }

    private static async Task ExpectAsync(HubCaller caller, Func<ChannelHub, Task> act, RefusalDetails expected) =>
        Assert.Equal(expected, (await caller.RefusalOf(act)).Details);
}
