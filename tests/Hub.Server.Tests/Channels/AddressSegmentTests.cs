using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using RealtimeHub.Client;
using RealtimeHub.Server.Api;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Tests.Api;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

/// <summary>No id is accepted anywhere that the addresses of the HTTP API could not name; on a real server.</summary>
public sealed class AddressSegmentTests(ApiServer server) : IClassFixture<ApiServer>
{
    // Each kind of id that stands in an address, and what keeps it from being . or ..; a new one needs its line here, and a refusal below unless it can't be so anyhow.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["/channels/{channel}"] = "has a colon",
        ["/rooms/{room}"] = "refused when it is made",
        ["/documents/{id}"] = "refused when it is made",
        ["/feeds/{name}"] = "refused with its first value and in the configuration",
        ["/users/{id}"] = "refused as sub of a token and as the user whom a program names",
        ["/tokens/{id}"] = "refused as jti of a token",
        ["/connections/{id}"] = "the server makes it",
        ["/nodes/{node}"] = "refused in the configuration",
        ["/webhooks/{name}"] = "is of a-z, 0-9 and -",
        ["/dead-letters/{id}"] = "the server makes it",
    };

    [Fact]
    public void Addresses_EveryParameter_IsOfAKindThatIsLookedAfter()
    {
        var found = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(pattern => pattern.StartsWith(ApiOperation.Prefix, StringComparison.Ordinal))
            .SelectMany(pattern => pattern.Split('/') is var parts ? parts.Zip(parts.Skip(1)) : [])
            .Where(pair => pair.Second.StartsWith('{'))
            .Select(pair => $"/{pair.First}/{pair.Second}");

        Assert.Equal(Kinds.Keys.Order(StringComparer.Ordinal), found.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task Ids_ThatNamePlacesInAnAddress_AreRefusedWhereTheyComeIn(string id)
    {
        await using var ann = await server.ConnectAsync("ann");
        ApiAnswer[] answers =
        [
            await server.PostAsync("/rooms?as=ann", $$"""{"room":"{{id}}","title":"Dots","visibility":"public"}"""),
            await server.PostAsync("/rooms?as=" + id, """{"room":"named","title":"Named","visibility":"public"}"""),
        ];

        Assert.All(answers, answer => Assert.Equal((400, "dot_segment"), (answer.Status, answer.Member("reason"))));
        Assert.Equal(["room", "as"], answers.Select(answer => answer.Member("field")));
        Assert.All(answers, answer => Assert.Contains(AddressSegment.Rule, answer.Text, StringComparison.Ordinal));
        await RefusedAsync(() => ann.InvokeAsync<Room>("CreateRoom", new CreateRoomRequest(id, "Dots", RoomVisibility.Public)));
        await RefusedAsync(() => ann.InvokeAsync<Document>("CreateDocument", new CreateDocumentRequest("Dots", id)));
        await RefusedAsync(() => ann.InvokeAsync<PublishUpdatesResult>("PublishUpdates", new PublishUpdatesRequest(id, [new FeedUpdate("a") { Fields = Payload.FromJson("""{"v":1}""") }])));
    }

    [Theory]
    [InlineData(".", null)]
    [InlineData("..", null)]
    [InlineData("ann", ".")]
    [InlineData("ann", "..")]
    public async Task Tokens_WithSuchASubOrJti_AreRefusedWithTheReason(string userId, string? tokenId)
    {
        var token = server.Get<JwtWriter>().Write(new TokenClaims { UserId = userId, TokenId = tokenId, IsAdmin = true, Expires = TimeProvider.System.GetUtcNow().AddHours(1) });

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http.BaseAddress!, "/hub/negotiate?negotiateVersion=1"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var sent = await server.Http.SendAsync(request).Within();
        var answer = new ApiAnswer((int)sent.StatusCode, await sent.Content.ReadAsStringAsync(), null);
        var read = await server.Get<ITokenReader>().ReadAsync(token);

        Assert.Equal((401, "invalid_token"), (answer.Status, answer.Member("reason")));
        Assert.Equal((tokenId is null ? "sub " : "jti ") + AddressSegment.Rule, read.Reason);
    }

    [Theory]
    [InlineData("...", true)]
    [InlineData("a.", true)]
    [InlineData(".a", true)]
    [InlineData("%2e", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    public void IsId_Dots_AreJudged(string id, bool valid)
    {
        Assert.Equal(valid, UserText.IsId(id));
        Assert.Equal(valid, UserText.IsTokenId(id));
    }

    private static async Task RefusedAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<HubCallException>(() => call().Within());
        Assert.Equal((ErrorCode.BadRequest, "dot_segment"), (refusal.Code, refusal.Details!.Reason));
    }
}
