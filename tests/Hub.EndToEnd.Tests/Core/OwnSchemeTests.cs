using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>An application of someone's own that signs its users in with a cookie and embeds the hub.</summary>
public sealed class OwnSchemeTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly CookieContainer cookies = new();
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--Hub:Auth:Scheme", "Cookies"],
        });
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options => options.LoginPath = "/login");
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.AddRealtimeHubServer();
        app = builder.Build();
        app.MapPost("/login/{user}", async (HttpContext context, string user) =>
        {
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user), new Claim(ClaimTypes.Name, "The name of " + user)], "password");
            if (context.Request.Query["grants"].ToString() is { Length: > 0 } grants)
                identity.AddClaim(new Claim("grants", grants));
            await context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow().AddHours(1) });
        });
        app.UseRealtimeHubServer();
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        http = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        foreach (var connection in app.Services.GetRequiredService<Connections>().All)
            connection.Context.Abort();
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Connect_WithTheCookie_IsItsUser(HttpTransportType transport)
    {
        await LoginAsync("ann");
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(http.BaseAddress!, "hub"), transport, options => options.Cookies = cookies).Build();
        var welcome = new TaskCompletionSource<JsonElement>();
        connection.On<JsonElement>("Welcome", welcome.SetResult);

        await connection.StartAsync().Within();

        Assert.Equal("ann", (await welcome.Task.Within()).GetProperty("userId").GetString());
        await connection.InvokeAsync<JsonElement>("Subscribe", new { channel = "user:ann" }).Within();
        await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => connection.InvokeAsync<JsonElement>("Subscribe", new { channel = "user:bob" }).Within());
    }

    [Fact]
    public async Task Negotiate_WithoutTheCookie_Is401AndNoRedirect()
    {
        using var refused = await http.PostAsync("/hub/negotiate?negotiateVersion=1", null).Within();
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        await LoginAsync("ann");
        using var taken = await http.PostAsync("/hub/negotiate?negotiateVersion=1", null).Within();
        using var answer = JsonDocument.Parse(await taken.Content.ReadAsStringAsync());
        Assert.InRange(answer.RootElement.GetProperty("tokenLifetimeSeconds").GetInt32(), 3500, 3600);
    }

    [Fact]
    public async Task Negotiate_UserWhoBreaksTheRules_Is401()
    {
        await LoginAsync("~ann");
        using (var refused = await http.PostAsync("/hub/negotiate", null).Within())
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        await LoginAsync("ann", """{"channels":"a:*","allow":["everything"]}""");
        using (var refused = await http.PostAsync("/hub/negotiate", null).Within())
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        await LoginAsync("ann", """{"channels":"a:*","allow":["publish"]}""");
        using (var taken = await http.PostAsync("/hub/negotiate", null).Within())
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Cookie_FromAPageOfAnotherOrigin_IsRefused()
    {
        await LoginAsync("ann");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hub/negotiate");
        request.Headers.Add("Origin", "https://evil.example");
        using var refused = await http.SendAsync(request).Within();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var api = await http.PostAsync("/api/v1/users/bob/revoke", null).Within();
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
    }

    [Fact]
    public async Task Revoke_TheCookiesUser_IsRefusedUntilTheNextLogin()
    {
        await LoginAsync("ann");

        await app.Services.GetRequiredService<IRevocations>().RevokeUserAsync("ann").AsTask().Within();

        using var refused = await http.PostAsync("/hub/negotiate", null).Within();
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Guests_WithAnOwnScheme_AreNotGiven()
    {
        using var content = new StringContent("""{"name":"Ann"}""");
        using var refused = await http.PostAsync("/auth/guest", content).Within();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task LoginAsync(string user, string grants = "")
    {
        using var answer = await http.PostAsync($"/login/{user}?grants={Uri.EscapeDataString(grants)}", null).Within();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
