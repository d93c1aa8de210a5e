using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources;

/// <summary>A web server on this machine that answers as a test says.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private SourceServer(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public static async Task<SourceServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync();
        return new SourceServer(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
