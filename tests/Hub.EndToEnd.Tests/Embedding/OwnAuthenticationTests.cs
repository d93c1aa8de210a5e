using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Embedding;

/// <summary>The hub's identity next to an application's own.</summary>
public sealed class OwnAuthenticationTests
{
    [Fact]
    public async Task TokensOfTheHub_BesideAnApplicationsOnlyScheme_LeaveItTheDefault()
    {
        await using var own = await OwnApplication.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication().AddCookie();
                builder.Services.AddAuthorization();
                builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
            },
            map: app =>
            {
                app.MapRealtimeHub();
                app.MapGet("/login", (HttpContext context) => context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann")], "password"))));
                app.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
            });

        using (var login = await own.Http.GetAsync("/login").Within())
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.Equal("ann", await own.Http.GetStringAsync("/me").Within());
        await using var client = own.Connect(TokenOf(own));
        await client.ConnectAsync().Within();
        Assert.Equal("ada", client.Welcome!.UserId);
    }

    [Fact]
    public async Task FallbackPolicyAndOwnBearerScheme_HoldForTheApplicationAndNotForTheHub()
    {
        await using var own = await OwnApplication.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
                builder.Services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            },
            map: app =>
            {
                app.MapRealtimeHub();
                app.MapGet("/mine", () => "mine");
            });

        using (var refused = await own.Http.GetAsync("/mine").Within())
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using (var ready = await own.Http.GetAsync("/health/ready").Within())
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await using var client = own.Connect(TokenOf(own));
        await client.ConnectAsync().Within();
        Assert.Equal("ada", client.Welcome!.UserId);
    }

    [Fact]
    public async Task OwnHub_AuthorizeOnItsClass_Holds()
    {
        await using var own = await OwnApplication.StartAsync(map: app =>
        {
            app.MapRealtimeHub();
            app.MapRealtimeHub<GuardedHub>("/guarded");
        });

        using (var refused = await own.Http.PostAsync("/guarded/negotiate?negotiateVersion=1", null).Within())
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await using var connection = ConnectionTo(own, "guarded", TokenOf(own));
        await connection.StartAsync().Within();
        Assert.Equal("ada", await connection.InvokeAsync<string>("Who").Within());
    }

    [Fact]
    public async Task OwnHub_NullArgumentsItsOptionsAndItsFailures_AreAsInSignalR()
    {
        await using var own = await OwnApplication.StartAsync(
            builder => builder.Services.AddSignalR(options => options.EnableDetailedErrors = true),
            map: app =>
            {
                app.MapRealtimeHub();
                app.MapRealtimeHub<GuardedHub>("/guarded");
            });
        await using var connection = ConnectionTo(own, "guarded", TokenOf(own));
        await connection.StartAsync().Within();

        Assert.Equal("ada null", await connection.InvokeAsync<string>("Echo", null).Within());
        var failure = await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => connection.InvokeAsync("Fail").Within());
        Assert.Contains("ada gets its own words", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_RefusedCallAndTokenInTheQuery_NeitherIsWritten()
    {
        await using var own = await OwnApplication.StartAsync(builder => builder.Logging.SetMinimumLevel(LogLevel.Trace));
        var token = TokenOf(own);
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(own.Address, "hub?access_token=" + token)).Build();
        await connection.StartAsync().Within();

        await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => connection.InvokeAsync("Subscribe", new { channel = "user:bob" }).Within());

        Assert.NotEmpty(own.Log.Items);
        Assert.DoesNotContain(own.Log.Items, line => line.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(own.Log.Items, line => line.Contains("permission_denied", StringComparison.Ordinal));
    }

    private static HubConnection ConnectionTo(OwnApplication own, string path, string token) =>
        new HubConnectionBuilder().WithUrl(new Uri(own.Address, path), options => options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();

    private static string TokenOf(OwnApplication own) =>
        own.Services.GetRequiredService<JwtWriter>().Write(new TokenClaims { UserId = "ada", Expires = TimeProvider.System.GetUtcNow().AddHours(1) });
}

/// <summary>A hub of an application that lets signed-in users in only.</summary>
[Authorize(AuthenticationSchemes = "RealtimeHub")]
public sealed class GuardedHub : Hub
{
    public string? Who() => Context.UserIdentifier;

    public string Echo(string? value) => $"{Context.UserIdentifier} {value ?? "null"}";

    public string Fail() => throw new InvalidOperationException(Context.UserIdentifier + " gets its own words");
}
