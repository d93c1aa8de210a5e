using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api;

/// <summary>What holds for every operation, and those that are small.</summary>
public sealed class ApiMapTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/channels/a/b/c/d")]
    public async Task Call_UnknownAddress_IsNotFound(string path)
    {
        var answer = await server.GetAsync(path);

        Assert.Equal((404, "not_found", "application/problem+json"), (answer.Status, answer.Code, answer.Type));
    }

    [Fact]
    public async Task Call_OtherMethod_SaysWhichThereAre()
    {
        var answer = await server.SendAsync(HttpMethod.Delete, "/publish");

        Assert.Equal((405, "bad_request", "this address takes POST"), (answer.Status, answer.Code, answer.Member("detail")));
    }

    [Fact]
    public async Task Call_UnknownAddressWithoutAKey_IsUnauthorized() =>
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/nothing", key: null)).Status);

    [Fact]
    public async Task Nodes_AndStatistics_ShowThisNode()
    {
        await using var client = await server.ConnectAsync("ann");
        await client.SubscribeAsync("topic:stats").Within();
        var before = await server.GetAsync("/stats", ApiServer.Read);
        await server.PostAsync("/publish", """{"channel":"topic:stats","type":"t","data":1}""");
        var after = await server.GetAsync("/stats", ApiServer.Read);
        var nodes = await server.GetAsync("/nodes", ApiServer.Read);

        // The server publishes by itself, too.
        Assert.True(after.Json.GetProperty("publications").GetInt64() > before.Json.GetProperty("publications").GetInt64());
        Assert.True(after.Json.GetProperty("subscriptions").GetInt64() >= 1);
        var node = Assert.Single(nodes.Json.GetProperty("nodes").EnumerateArray());
        Assert.Equal((client.Welcome!.Node, "ready"), (node.GetProperty("node").GetString(), node.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Documents_Text_IsReadByAKey()
    {
        await using var client = await server.ConnectAsync("ann");
        var document = await client.InvokeAsync<Document>("CreateDocument", new CreateDocumentRequest("Plan")).Within();

        var text = await server.GetAsync($"/documents/{document.DocumentId}/text", ApiServer.Read);
        var missing = await server.GetAsync("/documents/none/text", ApiServer.Read);

        Assert.Equal((200, ""), (text.Status, text.Member("text")));
        Assert.Equal((404, "not_found"), (missing.Status, missing.Code));
    }
}
