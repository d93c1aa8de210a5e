using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>A hub of the embedding application's own has the identity of ours: tokens, refresh, expiry, revocation.</summary>
public sealed class OwnHubTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private WebApplication app = null!;
    private Uri address = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--Hub:Auth:AllowAnonymous", "false"],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHub();
        builder.Services.AddSingleton<TimeProvider>(time);
        app = builder.Build().UseRealtimeHub().MapRealtimeHub<CallerHub>("/own");
        await app.StartAsync();
        address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    public async Task Refresh_ByTheStockClient_ReplacesContextUserAndExpiry(string transport)
    {
        await using var client = await GuardedProcess.StartAsync(
            "dotnet", ["exec", Repository.AssemblyOf("tests/Hub.SignalR11", "Hub.SignalR11"), new Uri(address, "own").AbsoluteUri, transport, "own", "none", TokenOf("Ada", TimeSpan.FromHours(1)), TokenOf("Ada II", TimeSpan.FromHours(3))]);

        Assert.Equal("ada Ada", await FirstAsync(client, "before"));
        Assert.Equal("ada Ada II", await FirstAsync(client, "after"));

        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));
        await app.Services.GetRequiredService<IHubContext<CallerHub>>().Clients.User("ada").SendAsync("Publication", new { type = "later" });
        Assert.Equal("Connected", await FirstAsync(client, "end"));
        Assert.Equal(0, await client.WaitForExitAsync());
        await TestTimeout.Until(() => app.Services.GetRequiredService<OwnHubConnections>().Count == 0, what: "nothing left of it");
    }

    [Fact]
    public async Task Negotiate_AtAnOwnHub_TakesATokenOfOursOnly()
    {
        using var http = new HttpClient { BaseAddress = address };
        async Task<HttpStatusCode> Status(string query) => (await http.PostAsync("/own/negotiate?negotiateVersion=1" + query, null).Within()).StatusCode;

        Assert.Equal(HttpStatusCode.Unauthorized, await Status(""));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("&access_token=x.y.z"));
        Assert.Equal(HttpStatusCode.OK, await Status("&access_token=" + TokenOf("Ada", TimeSpan.FromHours(1))));
        await app.Services.GetRequiredService<IRevocations>().RevokeUserAsync("ada").AsTask().Within();
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("&access_token=" + TokenOf("Ada", TimeSpan.FromHours(1))));
    }

    private static async Task<string?> FirstAsync(GuardedProcess client, string what)
    {
        var line = await client.Output.FirstAsync(line => line.Text.StartsWith($$"""{"what":"{{what}}",""", StringComparison.Ordinal), TimeSpan.FromSeconds(90), what);
        using var document = JsonDocument.Parse(line.Text);
        return document.RootElement.GetProperty("about").GetString();
    }

    private string TokenOf(string name, TimeSpan lifetime) =>
        app.Services.GetRequiredService<JwtWriter>().Write(new TokenClaims { UserId = "ada", Name = name, Expires = time.GetUtcNow() + lifetime });
}

/// <summary>Says how it knows its caller.</summary>
public sealed class CallerHub : Hub
{
    public string Who() => $"{Context.UserIdentifier} {Context.User?.FindFirstValue(ClaimTypes.Name)}";
}
