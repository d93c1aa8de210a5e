using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Client;
using RealtimeHub.Client.Chat;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Chat;

/// <summary>The real server in this process, with users of known ids, that can be started again over what it stored.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private static readonly KeyValuePair<string, string?>[] Lifted =
    [
        .. new[] { "Calls", "Publishes", "Subscribes", "HistoryReads", "Typing", "NewChannels", "Negotiations" }
            .Select(name => new KeyValuePair<string, string?>($"Hub:Limits:{name}PerSecond", "0")),
    ];

    private readonly TempFolder folder = new();
    private readonly List<HubClient> clients = [];
    private WebApplication app = null!;
    private Uri address = new("http://127.0.0.1:0");

    public Uri HubAddress => new(address, "hub");

    /// <summary>How large a segment of the journal is; small ones are compacted soon.</summary>
    private int segmentBytes = 64 << 20;

    /// <summary>The engine that it stores with.</summary>
    public JournalEngine Journal => (JournalEngine)((MeteredEngine)app.Services.GetRequiredService<IEngine>()).Inner;

    /// <summary>Lifts every rate that chat counts by: for tests of what happens, not of how often it may.</summary>
    private bool withoutRates;

    public static async Task<ChatServer> StartAsync(int segmentBytes = 64 << 20, bool withoutRates = false)
    {
        var server = new ChatServer { segmentBytes = segmentBytes, withoutRates = withoutRates };
        await server.RunAsync();
        return server;
    }

    /// <summary>Stops in good order and starts again at the same address.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await RunAsync();
    }

    /// <summary>One device of a user.</summary>
    public HubClient Device(string userId, HubEncoding encoding = HubEncoding.Json)
    {
        var client = new HubClient(ServerFixture.Options(HubAddress, options => options with
        {
            Protocol = encoding,
            AccessTokenProvider = _ => new(TokenOf(userId)),
        }));
        clients.Add(client);
        return client;
    }

    /// <summary>A room that ada owns and others have joined.</summary>
    public async Task<string> RoomAsync(params string[] members)
    {
        var room = "room-" + Guid.NewGuid().ToString("N")[..8];
        await new ChatClient(Device("ada")).CreateRoomAsync(new(room, "The room", Shared.RoomVisibility.Public)).Within();
        foreach (var member in members)
            await new ChatClient(Device(member)).JoinRoomAsync(room).Within();
        return room;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            await client.DisposeAsync();
        await StopAsync();
        folder.Dispose();
    }

    /// <summary>Whether a text is in any file that the server stores.</summary>
    public bool HasStored(string text) => Directory.EnumerateFiles(folder.File("data"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "lock")
        .Any(file => Read(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public string TokenOf(string userId) => app.Services.GetRequiredService<JwtWriter>().Write(new TokenClaims
    {
        UserId = userId,
        Name = char.ToUpperInvariant(userId[0]) + userId[1..],
        Expires = TimeProvider.System.GetUtcNow().AddHours(1),
    });

    private async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = folder.Path });
        builder.Configuration.AddInMemoryCollection([new("Hub:DataPath", folder.File("data")), .. withoutRates ? Lifted : []]);
        builder.WebHost.UseUrls(address.ToString());
        builder.AddRealtimeHubServer();
        builder.Services.AddSingleton(new JournalOptions { Folder = Path.Combine(folder.File("data"), "journal"), SegmentBytes = segmentBytes });
        builder.Logging.ClearProviders();
        app = builder.Build().UseRealtimeHubServer();
        await app.StartAsync().Within();
        address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    // The server has the files open.
    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private async Task StopAsync()
    {
        await app.StopAsync().Within();
        await app.DisposeAsync();
    }
}
