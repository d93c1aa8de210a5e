using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Shared.MessagePack;
using RealtimeHub.TestKit;

namespace RealtimeHub.Shared.Tests.Interop;

/// <summary>SignalR on a real socket, with our protocol beside its own.</summary>
public sealed class InteropServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private WebApplication? app;

    public string Url { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // Client results wait for an invocation of their own, so one at a time would wait for ever.
        builder.Services.AddSignalR(options => options.MaximumParallelInvocationsPerClient = 4)
            .AddJsonProtocol(options => options.PayloadSerializerOptions = new JsonSerializerOptions(HubJson.Default.Options)
            {
                TypeInfoResolver = JsonTypeInfoResolver.Combine(HubJson.Default, new DefaultJsonTypeInfoResolver()),
            });
        builder.Services.AddSingleton<IHubProtocol, CheckedMessagePackProtocol>();
        app = builder.Build();
        app.MapHub<InteropHub>("/hub");
        await app.StartAsync();
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hub";
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }

    /// <summary>Runs a script of <c>tests/interop</c> and gives the object that it wrote.</summary>
    public async Task<JsonElement> RunAsync(string script, params string[] arguments) =>
        Assert.Single(await NodeScript.RunAsync(Repository.PathOf("tests/interop/" + script), [Url, .. arguments], limit: Patience));
}
