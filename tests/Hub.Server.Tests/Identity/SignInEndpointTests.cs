using System.Net;

namespace RealtimeHub.Server.Tests.Identity;

public class SignInEndpointTests
{
    [Theory]
    [InlineData("Development", null, null, """{"guests":true,"anonymous":true,"environment":"Development"}""")]
    [InlineData("Production", null, null, """{"guests":false,"anonymous":false,"environment":"Production"}""")]
    [InlineData("Production", "true", null, """{"guests":true,"anonymous":false,"environment":"Production"}""")]
    [InlineData("Development", null, "false", """{"guests":true,"anonymous":false,"environment":"Development"}""")]
    public async Task Get_WithoutAToken_SaysHowToSignIn(string environment, string? guests, string? anonymous, string expected)
    {
        await using var server = await IdentityServer.StartAsync(
            environment, null, ("Hub:Auth:Keys:0:Secret", Tokens.Secret), ("Hub:Auth:AllowGuests", guests ?? ""), ("Hub:Auth:AllowAnonymous", anonymous ?? ""));

        using var answer = await server.SendAsync(HttpMethod.Get, "/auth/options");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Head_IsAnsweredAsGetWithoutABody()
    {
        await using var server = await IdentityServer.StartAsync();

        using var answer = await server.SendAsync(HttpMethod.Head, "/auth/options");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }
}
