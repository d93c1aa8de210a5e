using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Client;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting.Configuration;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Embedding;

/// <summary>An ASP.NET Core application of somebody's own with the hub in it, built by what is public alone.</summary>
internal sealed class OwnApplication : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly LogRecorder log = new();
    private readonly WebApplication app;

    private OwnApplication(Action<WebApplicationBuilder>? before, Action<RealtimeHubOptions>? options, Action<WebApplicationBuilder>? after, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            ContentRootPath = folder.Path,
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:Engine", "memory"],
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        before?.Invoke(builder);
        builder.Services.AddRealtimeHub(options);
        after?.Invoke(builder);
        app = builder.Build();
        map(app);
    }

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public Recorder<string> Log => log.Lines;

    public Uri Address => Http.BaseAddress!;

    /// <param name="before">What the application adds before the hub.</param>
    /// <param name="options">The hub's options.</param>
    /// <param name="map">What the application maps; by default the hub.</param>
    /// <param name="after">What it adds behind the hub.</param>
    public static async Task<OwnApplication> StartAsync(
        Action<WebApplicationBuilder>? before = null, Action<RealtimeHubOptions>? options = null, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? after = null)
    {
        var own = new OwnApplication(before, options, after, map ?? (app => app.MapRealtimeHub()));
        await own.app.StartAsync();
        var address = new Uri(own.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        own.Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = address };
        return own;
    }

    public HubClient Connect(string? token = null, HubEncoding encoding = HubEncoding.Json) =>
        new(new HubClientOptions { Url = new Uri(Address, "hub"), Protocol = encoding, AccessTokenProvider = token is null ? null : _ => ValueTask.FromResult<string?>(token) });

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        foreach (var connection in app.Services.GetRequiredService<Connections>().All)
            connection.Context.Abort();
        await app.DisposeAsync();
        folder.Dispose();
        Secrets.AreInNone(Log.Items);
    }
}
