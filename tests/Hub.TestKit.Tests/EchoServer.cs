using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.TestKit.Tests;

/// <summary>A small server: <c>/echo</c> on WebSockets, <c>/events</c>, <c>/big</c>, and a page.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    public const int BigBytes = 32 * 1024 * 1024;

    private readonly WebApplication app;

    private EchoServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.UseWebSockets();
        app.Map("/echo", EchoAsync);
        app.MapGet("/events", () => Results.Text("data: one\n\n", "text/event-stream"));
        app.MapPost("/post", async (HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync());
        app.MapGet("/big", () => Results.Bytes(new byte[BigBytes]));
        app.MapGet("/", () => Results.Content("<!doctype html><title>Page</title><h1>Hello</h1><script>console.error('a complaint')</script>", "text/html"));
    }

    public Uri Address => new(app.Urls.First() + "/");

    public static async Task<EchoServer> StartAsync()
    {
        var server = new EchoServer();
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } read)
                await socket.SendAsync(buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, context.RequestAborted);
            await socket.CloseAsync(socket.CloseStatus ?? WebSocketCloseStatus.Empty, null, context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client was cut off, as these tests do.
        }
    }
}
