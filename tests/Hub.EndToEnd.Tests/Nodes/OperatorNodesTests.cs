using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Nodes;

/// <summary>What operators, moderators and owners end on one node, ends on all.</summary>
public sealed class OperatorNodesTests(NodesFixture nodes) : IClassFixture<NodesFixture>
{
    [Fact]
    public async Task Disconnect_UserOrConnectionOfAnotherNode_EndsWithTheReason()
    {
        var (ada, bob) = (nodes.User("ada"), nodes.User("bob"));
        using var one = await nodes.ConnectAsync(nodes.First, ada);
        using var other = await nodes.ConnectAsync(nodes.Second, ada);
        using var bobs = await nodes.ConnectAsync(nodes.Second, bob);
        var id = (await bobs.CallbackAsync("Welcome").Within()).GetProperty("connectionId").GetString();
        await other.CallbackAsync("Welcome").Within();

        var answer = await NodesFixture.PostAsync(nodes.First, $"users/{ada}/disconnect", new { code = "kicked", message = "come back", reconnect = "now" });
        Assert.Equal("""{"connections":1}""", answer);
        foreach (var hub in new[] { one, other })
        {
            var closing = await hub.CallbackAsync("Closing").Within();
            Assert.Equal(("kicked", "come back", "now"), (Text(closing, "code"), Text(closing, "message"), Text(closing, "reconnect")));
        }

        Assert.Equal("""{"connections":0}""", await NodesFixture.PostAsync(nodes.First, $"connections/{id}/disconnect"));
        Assert.Equal("kicked", Text(await bobs.CallbackAsync("Closing").Within(), "code"));
    }

    [Fact]
    public async Task Unsubscribe_UserOfAnotherNode_EndsTheSubscriptionAndLeavesTheConnection()
    {
        var ada = nodes.User("ada");
        using var hub = await nodes.ConnectAsync(nodes.Second, ada);
        await SucceedAsync(hub, "Subscribe", new { channel = "topic:" + ada });

        await NodesFixture.PostAsync(nodes.First, $"users/{ada}/unsubscribe", new { channel = "topic:" + ada, code = "not_paid", message = "pay first" });

        var reason = await hub.CallbackAsync("Unsubscribed").Within();
        Assert.Equal(("topic:" + ada, "not_paid", "pay first"), (Text(reason, "channel"), Text(reason, "code"), Text(reason, "message")));
        await SucceedAsync(hub, "ReadHistory", new { channel = "topic:" + ada });
    }

    [Theory]
    [InlineData("Kick", "kicked")]
    [InlineData("Ban", "banned")]
    [InlineData("DeleteRoom", "deleted")]
    public async Task Chat_MemberOfAnotherNodePutOut_ReceivesNothingMore(string act, string code)
    {
        var (ann, bob, room) = (nodes.User("ann"), nodes.User("bob"), nodes.User("room"));
        using var owner = await nodes.ConnectAsync(nodes.First, ann);
        using var member = await nodes.ConnectAsync(nodes.Second, bob);
        await SucceedAsync(owner, "CreateRoom", new { room, title = "Room", visibility = "public" });
        await SucceedAsync(member, "JoinRoom", new { room });
        await SucceedAsync(member, "Subscribe", new { channel = "chat:" + room });

        await SucceedAsync(owner, act, act == "DeleteRoom" ? new { room } : new { room, userId = bob });

        var reason = await member.CallbackAsync("Unsubscribed").Within();
        Assert.Equal(("chat:" + room, code, false), (Text(reason, "channel"), Text(reason, "code"), reason.GetProperty("resubscribe").GetBoolean()));
        if (act == "Ban")
            Assert.Equal("banned", Text(reason, "reason"));
        if (act != "DeleteRoom")
            await SucceedAsync(owner, "PostMessage", new { room, text = "later" });
        await member.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""").Within();
        Assert.DoesNotContain(member.Callbacks, one => one.GetRawText().Contains("later", StringComparison.Ordinal));
        Assert.True((await member.InvokeAsync("Subscribe", Json(new { channel = "chat:" + room })).Within()).TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("DeleteDocument", "deleted")]
    [InlineData("ShareDocument", "permission_denied")]
    public async Task Document_OpenOnAnotherNode_ClosesForThoseWhoMayNotReadIt(string act, string code)
    {
        var (ann, bob) = (nodes.User("ann"), nodes.User("bob"));
        using var owner = await nodes.ConnectAsync(nodes.First, ann);
        using var reader = await nodes.ConnectAsync(nodes.Second, bob);
        var created = await SucceedAsync(owner, "CreateDocument", new { title = "Title", visibility = "private" });
        var documentId = Text(created, "documentId")!;
        await SucceedAsync(owner, "ShareDocument", new { documentId, userId = bob, role = "reader" });
        await SucceedAsync(reader, "OpenDocument", new { documentId });

        await SucceedAsync(owner, act, act == "DeleteDocument" ? new { documentId } : new { documentId, userId = bob, role = "none" });

        var reason = await reader.CallbackAsync("Unsubscribed").Within();
        Assert.Equal(("doc:" + documentId, code), (Text(reason, "channel"), Text(reason, "code")));
    }

    private static async Task<JsonElement> SucceedAsync(RawHub hub, string method, object request)
    {
        var answer = await hub.InvokeAsync(method, Json(request)).Within();
        Assert.False(answer.TryGetProperty("error", out var error), $"{method}: {error}");
        return answer.TryGetProperty("result", out var result) ? result : default;
    }

    private static string Json(object request) => JsonSerializer.Serialize(request);

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var text) ? text.GetString() : null;
}
