using MessagePack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Identity;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>A hub of the embedding application's own with types of its own, called by stock clients over both protocols.</summary>
public sealed class OwnHubTypesTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private WebApplication app = null!;

    private Uri Address => new(new Uri(app.Urls.First()), "parcels");

    private string Token => app.Services.GetRequiredService<JwtWriter>().Write(new TokenClaims { UserId = "ada", Expires = TimeProvider.System.GetUtcNow().AddHours(1) });

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--urls", "http://127.0.0.1:0", "--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--Hub:Limits:NegotiationsPerSecond", "0"],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHubServer();
        app = builder.Build().UseRealtimeHubServer();
        app.MapRealtimeHub<ParcelHub>("/parcels");
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets, true)]
    [InlineData(HttpTransportType.LongPolling, true)]
    [InlineData(HttpTransportType.WebSockets, false)]
    [InlineData(HttpTransportType.ServerSentEvents, false)]
    public async Task Call_StockDotNetClient_ArgumentsResultsAndCallbacksArriveWhole(HttpTransportType transport, bool isPacked)
    {
        var builder = new HubConnectionBuilder().WithUrl(Address, transport, options => options.AccessTokenProvider = () => Task.FromResult<string?>(Token));
        await using var connection = (isPacked ? builder.AddMessagePackProtocol() : builder).Build();
        var marked = new Recorder<(Parcel, string)>();
        connection.On<Parcel, string>("Marked", (one, by) => marked.Add((one, by)));
        await connection.StartAsync().Within();
        var sent = new DateTime(2026, 5, 4, 12, 30, 15, 250, DateTimeKind.Utc);
        var parcel = new Parcel("包裹 طرد", 2, ParcelKind.Express, sent, [new("a", 0.5), new("b", 2)], new() { ["left"] = 1 }, [1, 2, 3]);

        var result = await connection.InvokeAsync<Parcel>("Mark", parcel, 40).Within();

        Assert.Equivalent(parcel with { Count = 42 }, result, strict: true);
        var (told, by) = await marked.FirstAsync(_ => true);
        Assert.Equivalent(parcel with { Count = 42 }, told, strict: true);
        Assert.Equal("ada", by);
        if (isPacked)
            Assert.Equal(new Keyed { Number = 8, Text = "k" }.Number, (await connection.InvokeAsync<Keyed>("Next", new Keyed { Number = 7, Text = "k" }).Within()).Number);
    }

    [Fact]
    public async Task Call_AnArgumentOfAnotherType_IsABadRequestAndTheConnectionLives()
    {
        await using var connection = new HubConnectionBuilder().WithUrl(Address, options => options.AccessTokenProvider = () => Task.FromResult<string?>(Token)).AddMessagePackProtocol().Build();
        await connection.StartAsync().Within();

        var refused = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync<Parcel>("Mark", new { Name = "a", Count = "many" }, 1).Within());

        Assert.Contains("HubException: bad_request: an argument does not have the type", refused.Message, StringComparison.Ordinal);
        Assert.Equal(8, (await connection.InvokeAsync<Keyed>("Next", new Keyed { Number = 7 }).Within()).Number);
    }

    [Theory]
    [InlineData("WebSockets", "messagepack")]
    [InlineData("LongPolling", "messagepack")]
    [InlineData("WebSockets", "json")]
    public Task Call_StockJavaScriptClient_ArgumentsResultsAndCallbacksArriveWhole(string transport, string protocol) =>
        StockClient.RunAsync("ownhub.mjs", Address, transport, protocol, Token);
}

/// <summary>Something that no contract of ours knows.</summary>
public sealed record Parcel(string Name, int Count, ParcelKind Kind, DateTime Sent, List<ParcelItem> Items, Dictionary<string, int> Marks, byte[] Label);

/// <summary>What is in a parcel.</summary>
public sealed record ParcelItem(string Title, double Weight);

/// <summary>How it is sent.</summary>
public enum ParcelKind
{
    /// <summary>As usual.</summary>
    Normal,

    /// <summary>At once.</summary>
    Express,
}

/// <summary>A type that says itself how it is packed: as an array.</summary>
[MessagePackObject]
public sealed class Keyed
{
    [Key(0)]
    public int Number { get; set; }

    [Key(1)]
    public string? Text { get; set; }
}

/// <summary>Takes several arguments of its own types.</summary>
public sealed class ParcelHub : Hub
{
    public async Task<Parcel> Mark(Parcel parcel, int more)
    {
        var marked = parcel with { Count = parcel.Count + more };
        await Clients.Caller.SendAsync("Marked", marked, Context.UserIdentifier);
        return marked;
    }

    public Keyed Next(Keyed keyed) => new() { Number = keyed.Number + 1, Text = keyed.Text ?? Context.UserIdentifier };
}
