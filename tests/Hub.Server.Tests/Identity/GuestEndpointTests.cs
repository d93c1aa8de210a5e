using System.Net;
using System.Text;
using System.Text.Json;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Identity;

public class GuestEndpointTests
{
    [Fact]
    public async Task Post_Name_GivesATokenThatTheHubTakes()
    {
        await using var server = await IdentityServer.StartAsync();

        var response = await PostAsync(server, """{"name":"  Ann <b> 😀 ","unknown":1}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var guest = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), HubJson.Default.GuestToken)!;
        Assert.Equal("Ann <b> 😀", guest.Name);
        Assert.Matches("^guest-[A-Za-z0-9_-]{16}$", guest.UserId);
        Assert.Equal(server.Time.GetUtcNow().AddHours(12).ToUnixTimeMilliseconds(), guest.ExpiresTime);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Post, "/hub/negotiate", guest.Token)).StatusCode);
    }

    [Fact]
    public async Task Post_SameNameTwice_GivesTwoUsers()
    {
        await using var server = await IdentityServer.StartAsync();

        async Task<string> UserId() => JsonSerializer.Deserialize(
            await (await PostAsync(server, """{"name":"Ann"}""")).Content.ReadAsStringAsync(), HubJson.Default.GuestToken)!.UserId;

        Assert.NotEqual(await UserId(), await UserId());
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"   "}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":["Ann"]}""")]
    [InlineData("""{"Name":"Ann"}""")]
    [InlineData("""{}""")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"Ann\"")]
    [InlineData("{\"name\":\"Ann\"} x")]
    [InlineData("{\"name\":\"a\\u0000b\"}")]
    [InlineData("{\"name\":\"a\\nb\"}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"name\":\"12345678901234567890123456789012345678901234567890123456789012345\"}")]
    public async Task Post_BadName_Is400ThatNamesTheField(string body)
    {
        await using var server = await IdentityServer.StartAsync();

        var response = await PostAsync(server, body);

        await AssertProblem(response, 400, "bad_request", "name");
    }

    [Fact]
    public async Task Post_NameOf64Characters_IsTaken()
    {
        await using var server = await IdentityServer.StartAsync();

        var response = await PostAsync(server, $$"""{"name":"{{string.Concat(Enumerable.Repeat("😀", 64))}}"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_BodyOverItsLimit_Is413()
    {
        await using var server = await IdentityServer.StartAsync();

        var response = await PostAsync(server, $$"""{"name":"Ann","x":"{{new string('x', 4096)}}"}""");

        await AssertProblem(response, 413, "payload_too_large", "4096");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(("body", 4096), (problem.RootElement.GetProperty("field").GetString(), problem.RootElement.GetProperty("limit").GetInt32()));
    }

    [Theory]
    [InlineData("Production", null)]
    [InlineData("Staging", null)]
    [InlineData("Development", "false")]
    public async Task Post_GuestsNotAllowed_Is403(string environment, string? allow)
    {
        (string, string)[] settings = [("Hub:Auth:Keys:0:Secret", Tokens.Secret), ("Hub:Auth:AllowGuests", allow ?? "")];
        await using var server = await IdentityServer.StartAsync(environment, null, settings);

        var response = await PostAsync(server, """{"name":"Ann"}""");

        await AssertProblem(response, 403, "permission_denied", "guests");
    }

    [Fact]
    public async Task Post_GuestsAllowedInProduction_SignsWithTheConfiguredKey()
    {
        await using var server = await IdentityServer.StartAsync(
            "Production", null, ("Hub:Auth:Keys:0:Secret", Tokens.Secret), ("Hub:Auth:AllowGuests", "true"), ("Hub:Auth:Issuer", "us"), ("Hub:Auth:Audience", "hub"));

        var body = await (await PostAsync(server, """{"name":"Ann"}""")).Content.ReadAsStringAsync();
        var guest = JsonSerializer.Deserialize(body, HubJson.Default.GuestToken)!;

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Post, "/hub/negotiate", guest.Token)).StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(IdentityServer server, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await server.Http.PostAsync("/auth/guest", content);
    }

    private static async Task AssertProblem(HttpResponseMessage response, int status, string code, string named)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Contains(named, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
