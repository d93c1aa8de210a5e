using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

/// <summary>What <see cref="ChatClient"/> offers of users, searches and rooms, on both protocols.</summary>
public sealed class ChatClientTests
{
    public static TheoryData<HubEncoding> Encodings() => [HubEncoding.Json, HubEncoding.MessagePack];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task SearchAllMessagesAsync_HitsInTwoRooms_PagesThroughBothNewestFirst(HubEncoding encoding)
    {
        await using var server = await ChatServer.StartAsync(withoutRates: true);
        var ada = new ChatClient(server.Device("ada", encoding));
        foreach (var text in (string[])["green tea", "black tea"])
        {
            await using var room = await ada.OpenRoomAsync(await server.RoomAsync()).Within();
            await room.PostAsync(text).Within();
        }

        var first = await ada.SearchAllMessagesAsync("tea", limit: 1).Within();
        var second = await ada.SearchAllMessagesAsync("tea", first.Next, 1).Within();

        Assert.Equal("black tea", Assert.Single(first.Messages).Text);
        Assert.Equal("green tea", Assert.Single(second.Messages).Text);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task SetNameAsync_NewName_IsFoundAndCannotBeChangedAgainAtOnce(HubEncoding encoding)
    {
        await using var server = await ChatServer.StartAsync();
        var ada = new ChatClient(server.Device("ada", encoding));

        Assert.Equal(new ChatUser("ada", "Countess"), await ada.SetNameAsync("Countess").Within());
        Assert.Equal([new ChatUser("ada", "Countess")], await ada.FindUsersAsync("countess").Within());
        Assert.Empty(await ada.FindUsersAsync("count").Within());
        var refused = await Assert.ThrowsAsync<HubCallException>(() => ada.SetNameAsync().Within());
        Assert.Equal((ErrorCode.RateLimited, "name_changed_recently"), (refused.Code, refused.Details?.Reason));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task ListRestrictionsAsync_BannedAndMuted_ListsBothAndTheBannedClientLearnsUntilWhen(HubEncoding encoding)
    {
        await using var server = await ChatServer.StartAsync();
        var name = await server.RoomAsync("bob", "eve");
        var ada = new ChatClient(server.Device("ada", encoding));
        var until = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
        await using var bob = await server.Device("bob", encoding).SubscribeAsync("chat:" + name).Within();

        await ada.BanAsync(name, "bob", until).Within();
        await ada.MuteAsync(name, "eve", until).Within();

        var restrictions = await ada.ListRestrictionsAsync(name).Within();
        Assert.Equal(("bob", until.ToUnixTimeMilliseconds()), restrictions.Banned.Select(one => (one.User.UserId, one.UntilTime)).Single());
        Assert.Equal("eve", Assert.Single(restrictions.Muted).User.UserId);
        var end = await Assert.ThrowsAsync<SubscriptionEndedException>(() => bob.TakeAsync(100).Within());
        Assert.Equal(("banned", until.ToUnixTimeMilliseconds()), (end.Details?.Reason, end.Details?.UntilTime));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task DeleteRoomAsync_OwnRoom_LeavesBothListsOfRooms(HubEncoding encoding)
    {
        await using var server = await ChatServer.StartAsync();
        var device = server.Device("ada", encoding);
        await using var all = await device.SubscribeAsync("sys:rooms").Within();
        await using var own = await device.SubscribeAsync("sys:rooms/ada").Within();
        var name = await server.RoomAsync();
        Assert.Equal((name, "chat.room", null), Seen(await all.TakeAsync(1).Within()));
        Assert.Equal((name, "chat.membership", null), Seen(await own.TakeAsync(1).Within()));

        await new ChatClient(device).DeleteRoomAsync(name).Within();

        Assert.Equal((name, "chat.room", true), Seen(await all.TakeAsync(1).Within()));
        Assert.Equal((name, "chat.membership", true), Seen(await own.TakeAsync(1).Within()));

        static (string?, string, bool?) Seen(IReadOnlyList<Publication> one) => (one[0].Key, one[0].Type, one[0].Removed);
    }
}
