using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Client.Chat;
using RealtimeHub.Client.Tests.Scripted;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Network;

namespace RealtimeHub.Client.Tests.Chat;

public sealed class ChatRoomTests : ScriptedRoomTests
{
    [Fact]
    public async Task PostAsync_WithoutAConnectionForLongerThanACallMayTake_IsPostedOnceInOrder()
    {
        await using var server = await StartAsync();
        server.Script.PostMessage = (_, request) => Task.FromResult(Message(++Offset + 100) with { Author = new ChatUser("ann"), Text = request.Text, IdempotencyKey = request.IdempotencyKey });
        await using var proxy = CuttingProxy.Start(new Uri(server.Hub, "/"));
        await using var client = new ScriptedClient(new Uri(proxy.Address, "hub"), options => options with { CallTimeout = TimeSpan.FromSeconds(2) });
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        proxy.RefusesConnections = true;
        proxy.CutAll();
        await client.Changes.FirstAsync(change => change.Current == ConnectionState.Reconnecting);

        var posts = (string[])["one", "two"];
        var posting = posts.Select(text => room.PostAsync(text)).ToList();
        Assert.Equal(2, client.Hub.PendingPublishes);
        await Assert.ThrowsAsync<TimeoutException>(() => room.EditAsync(6, "a call like any other").Within());
        Assert.Equal([SendState.Sending, SendState.Sending], room.Messages.TakeLast(2).Select(entry => entry.State));
        proxy.RefusesConnections = false;

        Assert.Equal(posts, (await Task.WhenAll(posting).Within()).Select(message => message.Text));
        Assert.Equal(posts, server.Script.CallsOf<PostMessageRequest>().Select(request => request.Text));
        Assert.Equal([.. posts.Select(_ => SendState.Sent)], room.Messages.TakeLast(2).Select(entry => entry.State));
    }

    [Fact]
    public async Task PostAsync_Refused_StaysAsFailedWithItsTextAndIsSentAgainUnderItsKey()
    {
        await using var server = await StartAsync();
        server.Script.PostMessage = (_, _) => throw new HubException("permission_denied: you are muted");
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        await Assert.ThrowsAsync<HubCallException>(() => room.PostAsync("hello").Within());
        var failed = room.Messages[^1];
        Assert.Equal(("hello", SendState.Failed), (failed.Message.Text, failed.State));

        server.Script.PostMessage = (_, request) => Task.FromResult(Message(8) with { Author = new ChatUser("ann"), Text = request.Text, IdempotencyKey = request.IdempotencyKey });
        await room.RetryAsync(failed).Within();
        Assert.Equal([(6L, SendState.Sent), (8L, SendState.Sent)], room.Messages.Select(entry => (entry.Message.MessageId, entry.State)));
        Assert.Single(server.Script.CallsOf<PostMessageRequest>().Select(request => request.IdempotencyKey).Distinct());
        await Assert.ThrowsAsync<ArgumentException>(() => room.RetryAsync(room.Messages[^1]));
    }

    [Fact]
    public async Task SetTypingAsync_KeyAfterKey_CallsOnce()
    {
        await using var server = await StartAsync();
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        for (var i = 0; i < 20; i++)
            await room.SetTypingAsync(true).Within();
        Assert.Single(server.Script.CallsOf<SetTypingRequest>());
    }

    [Fact]
    public async Task OpenRoomAsync_ServerTooBusyForTheFirstReads_WaitsAsLongAsAsked()
    {
        await using var server = await StartAsync();
        var (read, refusals) = (server.Script.GetMessages, 0);
        server.Script.GetMessages = (call, request) => refusals++ < 2 ? throw new HubException("rate_limited: too many reads; retry after 30 ms") : read(call, request);
        await using var client = new ScriptedClient(server.Hub);
        await using var room = await new ChatClient(client.Hub).OpenRoomAsync("tea").Within();
        Assert.Equal([6], Ids(room));
    }
}
