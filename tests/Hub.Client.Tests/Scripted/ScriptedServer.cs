using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>What a request to a scripted server looked like when it came.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, long? Length, string Protocol)
{
    public bool IsNegotiate => Path.EndsWith("/negotiate", StringComparison.Ordinal);
}

/// <summary>A real Kestrel and SignalR server whose hub follows a script.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int posts;

    private ScriptedServer(HubScript script, int port, Action<WebApplication>? configure, X509Certificate2? certificate)
    {
        Script = script;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(script);
        builder.Services.AddSignalR(options => options.ClientTimeoutInterval = TimeSpan.FromMinutes(5))
            .AddJsonProtocol(options => options.PayloadSerializerOptions = new JsonSerializerOptions(HubJson.Default.Options));
        builder.WebHost.UseShutdownTimeout(TimeSpan.FromMilliseconds(100));
        app = builder.Build();
        app.Use(Watch);
        app.UseWebSockets();
        configure?.Invoke(app);
        app.MapHub<ScriptedHub>("/hub");
    }

    public HubScript Script { get; }

    public Recorder<SeenRequest> Requests { get; } = new();

    /// <summary>The most POSTs with data that were under way at once, negotiate aside.</summary>
    public int MostPostsAtOnce { get; private set; }

    public Uri Hub => new(app.Urls.Single() + "/hub");

    public static async Task<ScriptedServer> StartAsync(HubScript? script = null, int port = 0, Action<WebApplication>? configure = null, X509Certificate2? certificate = null)
    {
        var server = new ScriptedServer(script ?? new HubScript(), port, configure, certificate);
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task Watch(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var seen = new SeenRequest(request.Method, request.Path, request.QueryString.ToString(), headers, request.ContentLength, request.Protocol);
        Requests.Add(seen);
        var isPost = request is { Method: "POST", ContentLength: not 0 } && !seen.IsNegotiate;
        if (isPost)
            MostPostsAtOnce = Math.Max(MostPostsAtOnce, Interlocked.Increment(ref posts));
        try
        {
            await next(context);
        }
        finally
        {
            if (isPost)
                Interlocked.Decrement(ref posts);
        }
    }
}
