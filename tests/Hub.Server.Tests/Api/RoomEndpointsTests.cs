namespace RealtimeHub.Server.Tests.Api;

/// <summary>Chat rooms over HTTP, on a real server.</summary>
public sealed class RoomEndpointsTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Rooms_MadeAndPostedTo_ShowWhatTheHubShows()
    {
        var room = await server.PostAsync("/rooms?as=ann", """{"room":"plans/1","title":"Plans","visibility":"private"}""");
        var message = await server.PostAsync("/rooms/plans%2F1/messages?as=ann", """{"text":"Hello","idempotencyKey":"k"}""");
        var again = await server.PostAsync("/rooms/plans%2F1/messages?as=ann", """{"text":"Hello","idempotencyKey":"k"}""");
        var messages = await server.GetAsync("/rooms/plans%2F1/messages?as=ann");
        var details = await server.GetAsync("/rooms/plans%2F1?as=ann");
        var list = await server.GetAsync("/rooms?as=ann&query=plan");

        Assert.Equal((200, 200), (room.Status, message.Status));
        Assert.Equal(message.Member("messageId"), again.Member("messageId"));
        Assert.Equal("ann", message.Json.GetProperty("author").GetProperty("userId").GetString());
        Assert.Equal("Hello", Assert.Single(messages.Json.GetProperty("messages").EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal("owner", Assert.Single(details.Json.GetProperty("members").EnumerateArray()).GetProperty("role").GetString());
        Assert.Equal(1, list.Json.GetProperty("rooms").GetArrayLength());
    }

    [Fact]
    public async Task Rooms_PrivateAndMissing_AreRefusedAlike()
    {
        await server.PostAsync("/rooms?as=ann", """{"room":"hidden","title":"Hidden","visibility":"private"}""");

        foreach (var path in new[] { "", "/messages" })
        {
            var hidden = await server.GetAsync($"/rooms/hidden{path}?as=eve");
            var missing = await server.GetAsync($"/rooms/absent{path}?as=eve");

            Assert.Equal((403, "permission_denied"), (hidden.Status, hidden.Code));
            Assert.Equal(hidden.Text.Replace("hidden", "absent", StringComparison.Ordinal), missing.Text);
        }
    }

    [Fact]
    public async Task Rooms_WithoutAUser_TakeOneOfAProgramAndTheAdministratorsOwn()
    {
        var program = await server.GetAsync("/rooms");
        var administrator = await server.SendAsync(HttpMethod.Get, "/rooms", token: server.TokenOf("root", admin: true));
        var illegal = await server.GetAsync("/rooms?as=~x");

        Assert.Equal((400, "as", "missing"), (program.Status, program.Member("field"), program.Member("reason")));
        Assert.Equal(200, administrator.Status);
        Assert.Equal((400, "as"), (illegal.Status, illegal.Member("field")));
    }
}
