using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
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
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--Hub:Auth:AllowAnonymous", "false", "--Hub:ApiKeys:0:Name", "ops", "--Hub:ApiKeys:0:Key", "a-key-of-16-characters-or-more", "--Hub:ApiKeys:0:Scopes", "admin"],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHubServer();
        builder.Services.AddSingleton<TimeProvider>(time);
        app = builder.Build().UseRealtimeHubServer();
        app.MapRealtimeHub<CallerHub>("/own");
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
    [InlineData("LongPolling")]
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

    [Fact]
    public async Task Disconnect_ByAnOperator_EndsTheConnectionsToOwnHubsAndToDocumentsToo()
    {
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "X-API-Key", "a-key-of-16-characters-or-more" } } };
        var token = TokenOf("Ada", TimeSpan.FromHours(1));
        await using var own = new HubConnectionBuilder().WithUrl(new Uri(address, "own?access_token=" + token)).Build();
        var closed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        own.Closed += error => Task.FromResult(closed.TrySetResult(error));
        await own.StartAsync().Within();
        using var editor = new ClientWebSocket();
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(address, "hub?access_token=" + token)).Build();
        await hub.StartAsync().Within();
        await hub.InvokeAsync<JsonElement>("CreateDocument", new { documentId = "plan", title = "Plan" }).Within();
        await hub.StopAsync().Within();
        await editor.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "yjs/plan", Query = "access_token=" + token }.Uri, default).Within();
        await editor.ReceiveAsync(new byte[1_000], default).Within();

        using var answer = await http.PostAsync(new Uri("api/v1/users/ada/disconnect", UriKind.Relative), null).Within();

        Assert.Equal("""{"connections":2}""", await answer.Content.ReadAsStringAsync());
        Assert.Contains("an operator has ended this", (await closed.Task.Within())!.Message, StringComparison.Ordinal);
        while ((await editor.ReceiveAsync(new byte[1_000], default).Within()).MessageType != WebSocketMessageType.Close)
        {
        }

        Assert.Equal((4403, "an operator has ended this"), ((int)editor.CloseStatus!, editor.CloseStatusDescription));
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
