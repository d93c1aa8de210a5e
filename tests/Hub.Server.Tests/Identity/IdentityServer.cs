using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Identity;

/// <summary>A real server with a hub that says who calls, behind our identity.</summary>
internal sealed class IdentityServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"rthub-{Guid.NewGuid():N}");

    private IdentityServer(string environment, (string Key, string Value)[] settings, ILoggerProvider? log)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([new("Hub:DataPath", folder)]);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(Time);
        var options = RealtimeHubOptionsReader.Read(builder.Configuration, builder.Environment);
        builder.Services.AddHubIdentity(options.Auth, options.Origins.Values, options.DataPath);
        builder.Services.AddSignalR();
        app = builder.Build();
        app.UseAuthentication();
        app.UseHubIdentity();
        var group = app.MapHubGroup();
        group.MapSignIn();
        group.MapHub<WhoHub>("/hub");
        app.MapGet("/page", () => "page");
    }

    public FakeTimeProvider Time { get; } = new();

    public HttpClient Http { get; } = new();

    public Uri Address => new(Addresses.First());

    public Uri Http2Address => new(Addresses.Last());

    public JwtWriter Writer => app.Services.GetRequiredService<JwtWriter>();

    private ICollection<string> Addresses => app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses;

    public static Task<IdentityServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync("Development", null, settings);

    public static async Task<IdentityServer> StartAsync(string environment, ILoggerProvider? log, params (string Key, string Value)[] settings)
    {
        var server = new IdentityServer(environment, settings, log);
        await server.app.StartAsync();
        server.Http.BaseAddress = server.Address;
        return server;
    }

    public string TokenOf(string userId) =>
        Writer.Write(new TokenClaims { UserId = userId, Name = "Name of " + userId, Expires = Time.GetUtcNow().AddHours(1) });

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Says how the caller is known to the hub.</summary>
internal sealed class WhoHub : Hub
{
    public string Who()
    {
        var claims = TokenClaims.Of(Context.GetHttpContext());
        return $"{Context.UserIdentifier}/{claims?.UserId}/{claims?.Name}";
    }
}
