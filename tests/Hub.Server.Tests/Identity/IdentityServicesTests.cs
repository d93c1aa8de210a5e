using System.Net;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Identity;

namespace RealtimeHub.Server.Tests.Identity;

public sealed class IdentityServicesTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"rthub-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Start_OutsideDevelopmentWithoutAKey_IsRefused(string environment)
    {
        var refused = await Assert.ThrowsAsync<InvalidConfigurationException>(
            () => IdentityServer.StartAsync(environment, null, ("Hub:DataPath", folder)));

        Assert.Equal("Hub:Auth:Keys:0:Secret", refused.Key);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Start_KeyConfigured_MakesNoDevelopmentKey()
    {
        await using var server = await IdentityServer.StartAsync(("Hub:DataPath", folder), ("Hub:Auth:Keys:0:Secret", Tokens.Secret));

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Start_Again_TakesTokensOfTheRunBefore()
    {
        string token;
        await using (var first = await IdentityServer.StartAsync(("Hub:DataPath", folder)))
        {
            token = first.TokenOf("ann");
            // Only this test's folder outlives the server.
            Assert.True(File.Exists(Path.Combine(folder, DevelopmentKey.FileName)));
        }

        await using var second = await IdentityServer.StartAsync(("Hub:DataPath", folder));
        Assert.Equal(HttpStatusCode.OK, (await second.SendAsync(HttpMethod.Post, "/hub/negotiate", token)).StatusCode);
    }

    [Fact]
    public async Task Negotiate_WithAnIdentityProvider_TakesItsTokensAndThoseOfGuests()
    {
        await using var provider = await IdentityProvider.StartAsync();
        var key = new ProviderKey("one");
        provider.Keys = [key];
        await using var server = await IdentityServer.StartAsync(("Hub:Auth:Authority", provider.Issuer), ("Hub:Auth:Audience", "hub"), ("Hub:Auth:AllowAnonymous", "false"));

        async Task<HttpStatusCode> Status(string token) => (await server.SendAsync(HttpMethod.Post, "/hub/negotiate", token)).StatusCode;

        Assert.Equal(HttpStatusCode.OK, await Status(key.Sign(server.Time.GetUtcNow(), provider.Issuer)));
        Assert.Equal(HttpStatusCode.OK, await Status(server.TokenOf("guest-1")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(key.Sign(server.Time.GetUtcNow(), provider.Issuer, audience: "another")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(new ProviderKey("one").Sign(server.Time.GetUtcNow(), provider.Issuer)));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
