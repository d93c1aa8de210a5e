using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using RealtimeHub.Server.Api;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Api.Description;

/// <summary>The description at <c>/openapi/v1.json</c> says what the server does.</summary>
public sealed class ApiDescriptionTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Description_HasEveryOperationThatIsMappedAndNoOther()
    {
        var mapped = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(ApiOperation.Prefix, StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal).ToList();

        var client = await ReadAsync();

        Assert.Equal(mapped, client.Operations.Select(one => $"{one.Method} {one.Path}").Order(StringComparer.Ordinal));
        Assert.True(mapped.Count >= 20, string.Join(", ", mapped));
        Assert.Equal(client.Operations.Count, client.Operations.Select(one => one.Id).Distinct().Count());
        Assert.All(client.Operations, one => Assert.Equal(one.Method == "POST" && one.Id is not ("drainNode" or "retryDeadLetter"), one.Operation.TryGetProperty("requestBody", out _)));
        Assert.All(client.Operations, one => Assert.Equal(2, one.Operation.GetProperty("security").GetArrayLength()));
        Assert.All(client.Operations, one => Assert.NotEqual("", one.Operation.GetProperty("summary").GetString()));
    }

    [Fact]
    public async Task Client_ThatKnowsTheDescriptionOnly_CanDoEverything()
    {
        var client = await ReadAsync();
        await using var ann = await server.ConnectAsync("ann");
        await ann.SubscribeAsync("topic:described").Within();
        var document = await ann.InvokeAsync<Document>("CreateDocument", new CreateDocumentRequest("Plan")).Within();
        (string Id, object? Parameters, string? Body, int Status)[] calls =
        [
            ("publish", null, """{"channel":"topic:described","type":"t","data":{"any":[1,null]},"idempotencyKey":"k"}""", 200),
            ("publish", null, """{"channel":"chat:x","type":"t","data":1}""", 403),
            ("broadcast", null, """{"channels":["topic:described","chat:x"],"type":"t","data":1}""", 200),
            ("batch", null, """{"publications":[{"channel":"map:described","key":"k","type":"t","data":1}]}""", 200),
            ("signal", null, """{"channel":"topic:described","type":"t","data":1}""", 204),
            ("listChannels", new { prefix = "topic:", limit = 10 }, null, 200),
            ("readChannel", new { channel = "topic:described" }, null, 200),
            ("readHistory", new { channel = "topic:described", after = 0 }, null, 200),
            ("readState", new { channel = "map:described" }, null, 200),
            ("readPresence", new { channel = "topic:described" }, null, 200),
            ("publishUpdates", new { name = "described" }, """{"updates":[{"key":"a","fields":{"v":1}}]}""", 200),
            ("createRoom", new { @as = "ann" }, """{"room":"described","title":"Described","visibility":"public"}""", 200),
            ("listRooms", new { @as = "ann" }, null, 200),
            ("getRoom", new { room = "described", @as = "ann" }, null, 200),
            ("postMessage", new { room = "described", @as = "ann" }, """{"text":"hello @ann"}""", 200),
            ("getMessages", new { room = "described", @as = "ann" }, null, 200),
            ("listFeeds", null, null, 200),
            ("listDocuments", new { limit = 1 }, null, 200),
            ("readText", new { id = document.DocumentId }, null, 200),
            ("listConnections", new { user = "ann" }, null, 200),
            ("listNodes", null, null, 200),
            ("readStatistics", null, null, 200),
            ("drainNode", new { node = "another" }, null, 404),
            ("disconnect", new { id = "nobody" }, """{"code":"kicked"}""", 200),
            ("unsubscribeUser", new { id = "ann" }, """{"channel":"topic:described"}""", 200),
            ("disconnectUser", new { id = "ann" }, """{"code":"shutdown"}""", 200),
            ("disconnectUser", new { id = "ann" }, null, 200),
            ("traceDelivery", new { channel = "topic:described", offset = 1, user = "ann" }, null, 200),
            ("listWebhooks", null, null, 200),
            ("listDeadLetters", new { name = "none" }, null, 404),
            ("retryDeadLetter", new { name = "none", id = "none" }, null, 404),
            ("dropDeadLetter", new { name = "none", id = "none" }, null, 404),
            ("revokeToken", new { id = "described" }, null, 204),
            ("revokeUser", new { id = "ann" }, null, 204),
            ("revokeUser", new { id = "ann" }, """{"code":"banned","message":"for spam"}""", 204),
        ];

        foreach (var (id, parameters, body, status) in calls)
            Assert.Equal((id, status), (id, (await client.CallAsync(id, parameters, body)).Status));

        Assert.Equal(client.Operations.Select(one => one.Id).Order(StringComparer.Ordinal), calls.Select(call => call.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Description_NeedsNoKey()
    {
        using var answer = await server.Http.GetAsync("openapi/v1.json");

        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task<DescribedClient> ReadAsync() => new(server, JsonElement.Parse(await server.Http.GetStringAsync("openapi/v1.json")));
}
