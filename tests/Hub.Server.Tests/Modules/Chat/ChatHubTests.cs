using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Chat;

/// <summary>What the hub's methods tell their callers and others.</summary>
public class ChatHubTests
{
    [Fact]
    public async Task EveryMethod_AnonymousConnection_IsUnauthorized()
    {
        await using var rig = await ChatRig.StartAsync();
        var hub = rig.Hub(null, "c-nobody");

        await hub.CreateRoom(new CreateRoomRequest("kitchen", "Kitchen", RoomVisibility.Public)).RefusedAsync(ErrorCode.Unauthorized);
        await hub.JoinRoom(new JoinRoomRequest("kitchen")).RefusedAsync(ErrorCode.Unauthorized);
        await hub.PostMessage(new PostMessageRequest("kitchen", "hello")).RefusedAsync(ErrorCode.Unauthorized);
        await hub.GetMessages(new GetMessagesRequest("kitchen")).RefusedAsync(ErrorCode.Unauthorized);
        await hub.ListRooms(new ListRoomsRequest()).RefusedAsync(ErrorCode.Unauthorized);
        await hub.OpenDirect(new OpenDirectRequest("ada")).RefusedAsync(ErrorCode.Unauthorized);
    }

    [Fact]
    public async Task PostMessage_Member_IsTheCallersWithTheOffsetAsItsId()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);

        var message = await rig.Hub("bob").PostMessage(new PostMessageRequest(room, "hello"));

        var publication = Assert.Single(await rig.LogAsync("chat:" + room), publication => publication.Type == ChatTypes.Posted);
        Assert.Equal(publication.Offset, message.MessageId);
        Assert.Equal("m:" + message.MessageId, publication.Key);
        Assert.Equal(new ChatUser("bob", "Bob"), message.Author);
        Assert.Equal("bob", publication.Publisher!.UserId);
        Assert.Equal(rig.Time.GetUtcNow().ToUnixTimeMilliseconds(), message.Time);
        Assert.Equal((1, false), (message.Version, message.Deleted == true));
    }

    [Fact]
    public async Task PostMessage_ManyAtOnce_EveryMessageBearsItsOwnOffset()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        var hubs = Enumerable.Range(0, 40).Select(i => rig.Hub(i % 2 == 0 ? "ada" : "bob", $"c-{i}")).ToArray();

        var posted = await Task.WhenAll(hubs.Select((hub, i) => Task.Run(() => hub.PostMessage(new PostMessageRequest(room, $"text {i}")))));

        var log = (await rig.LogAsync("chat:" + room)).Where(publication => publication.Type == ChatTypes.Posted).ToArray();
        Assert.Equal(40, log.Length);
        foreach (var publication in log)
            Assert.Equal(publication.Offset, posted.Single(message => "m:" + message.MessageId == publication.Key).MessageId);
    }

    [Fact]
    public async Task PostMessage_RepeatedKey_GivesTheFirstMessageAsItStands()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        var request = new PostMessageRequest(room, "hello", IdempotencyKey: "k1");
        var first = await rig.Hub("ada").PostMessage(request);
        await rig.Hub("ada").EditMessage(new EditMessageRequest(room, first.MessageId, "hello again"));

        var repeated = await rig.Hub("ada", "second device").PostMessage(request);

        Assert.Equal(first.MessageId, repeated.MessageId);
        Assert.Equal("hello again", repeated.Text);
        Assert.Single(await rig.LogAsync("chat:" + room), publication => publication.Type == ChatTypes.Posted);
    }

    [Fact]
    public async Task Kick_TargetWithTwoDevices_EndsBothSubscriptionsWithTheReason()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob", "phone").Subscribe(new SubscribeRequest { Channel = "chat:" + room });
        await rig.Hub("bob", "laptop").Subscribe(new SubscribeRequest { Channel = "chat:" + room });

        await rig.Hub("ada").Kick(new KickRequest(room, "bob"));

        foreach (var device in (string[])["phone", "laptop"])
        {
            await TestTimeout.Until(() => rig.ClientOf(device).ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
            await rig.ClientOf(device).Received(1).Unsubscribed(Arg.Is<Unsubscribed>(end => end.Code == "kicked" && !end.Resubscribe && end.Channel.Value == "chat:" + room));
        }

        await rig.Hub("bob", "phone").PostMessage(new PostMessageRequest(room, "still here?")).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("bob", "phone").Subscribe(new SubscribeRequest { Channel = "chat:" + room }).RefusedAsync(ErrorCode.PermissionDenied);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ban_SubscribedTarget_EndsItWithTheReasonAndTheEndAsData(bool ends)
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob", "phone").Subscribe(new SubscribeRequest { Channel = "chat:" + room });
        var until = ends ? rig.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() : (long?)null;

        await rig.Hub("ada").Ban(new BanRequest(room, "bob", until));

        await TestTimeout.Until(() => rig.ClientOf("phone").ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
        await rig.ClientOf("phone").Received(1).Unsubscribed(Arg.Is<Unsubscribed>(end =>
            end.Code == "banned" && !end.Resubscribe && end.Reason == "banned" && end.UntilTime == until));
    }

    [Fact]
    public async Task Ban_ForATime_TheEndOfTheSubscriptionSaysUntilWhen()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob", "phone").Subscribe(new SubscribeRequest { Channel = "chat:" + room });
        var until = DateTimeOffset.UnixEpoch.AddYears(100).ToUnixTimeMilliseconds();

        await rig.Hub("ada").Ban(new BanRequest(room, "bob", until));

        await TestTimeout.Until(() => rig.ClientOf("phone").ReceivedCalls().Any(call => call.GetMethodInfo().Name == nameof(IChannelClient.Unsubscribed)));
        await rig.ClientOf("phone").Received(1).Unsubscribed(Arg.Is<Unsubscribed>(end => end.Code == "banned" && end.Reason == "banned" && end.UntilTime == until));
    }

    [Fact]
    public async Task Kick_WhileTheTargetSubscribes_NoSubscriptionIsLeft()
    {
        await using var rig = await ChatRig.StartAsync(("Hub:Limits:PublishesPerSecond", "0"), ("Hub:Limits:SubscribesPerSecond", "0"));
        var room = await rig.RoomAsync([]);
        var channel = ChannelName.Parse("chat:" + room);
        var (ada, bob) = (rig.Hub("ada"), rig.Hub("bob"));
        for (var i = 0; i < 200; i++)
        {
            await bob.JoinRoom(new JoinRoomRequest(room));
            using var both = new Barrier(2);
            var subscribing = Task.Run(async () =>
            {
                both.SignalAndWait();
                await bob.Subscribe(new SubscribeRequest { Channel = channel.Value });
            });
            var kicking = Task.Run(async () =>
            {
                both.SignalAndWait();
                await ada.Kick(new KickRequest(room, "bob"));
            });
            await kicking.Within();
            await Record.ExceptionAsync(() => subscribing.Within());

            Assert.False(Assert.Single(rig.Get<UserConnections>().Of("bob")).Subscriptions.ContainsKey(channel));
        }
    }

    [Fact]
    public async Task Publish_IntoARoom_IsDeniedAlsoForItsOwner()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync([]);
        var forged = new PublishRequest { Channel = "chat:" + room, Type = ChatTypes.Posted, Data = Payload.FromJson("""{"author":{"userId":"bob"}}""") };

        await rig.Hub("ada").Publish(forged).RefusedAsync(ErrorCode.PermissionDenied);
        await rig.Hub("ada").Signal(new SignalRequest { Channel = "chat:" + room, Type = ChatTypes.Typing, Data = default }).RefusedAsync(ErrorCode.PermissionDenied);
    }

    [Theory]
    [InlineData("sys:chat/kitchen")]
    [InlineData("sys:users")]
    [InlineData("sys:chat-deletions")]
    [InlineData("sys:rooms/bob")]
    public async Task GenericMethods_ChatsOwnChannels_AreDenied(string channel)
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("ada").Ban(new BanRequest(room, "mallory"));
        var hub = rig.Hub("ada");

        await hub.Subscribe(new SubscribeRequest { Channel = channel }).RefusedAsync(ErrorCode.PermissionDenied);
        await hub.ReadState(new ReadStateRequest(channel)).RefusedAsync(ErrorCode.PermissionDenied);
        await hub.ReadHistory(new ReadHistoryRequest(channel)).RefusedAsync(ErrorCode.PermissionDenied);
        await hub.Publish(new PublishRequest { Channel = channel, Type = "x", Key = "ban:ada", Data = default }).RefusedAsync(ErrorCode.PermissionDenied);
        await hub.ReadState(new ReadStateRequest("chat:" + room)).RefusedAsync(ErrorCode.BadRequest);
    }

    [Fact]
    public async Task SetTyping_OverTheRate_IsLeftOutButNeverRefusedAndItsEndIsHeard()
    {
        await using var rig = await ChatRig.StartAsync();
        var room = await rig.RoomAsync(["bob"]);
        await rig.Hub("bob").Subscribe(new SubscribeRequest { Channel = "chat:" + room });

        for (var i = 0; i < 10; i++)
            await rig.Hub("ada").SetTyping(new SetTypingRequest(room, true));
        await rig.Hub("ada").SetTyping(new SetTypingRequest(room, false));

        var signals = await rig.Signals.CountAsync(3);
        Assert.Equal([true, true, false], signals.Select(signal => signal.Data.Read(HubJson.Default.TypingSignal)!.Typing));
    }
}
