using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>The hub with its real services over the memory engine; its clients, groups and contexts are mocks.</summary>
public class HubTest : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly WebApplication app;

    public HubTest()
        : this(null, [])
    {
    }

    /// <param name="settings">Settings of the server, as on its command line.</param>
    protected HubTest(params string[] settings)
        : this(null, settings)
    {
    }

    /// <param name="configure">Adds what an application that embeds the server adds.</param>
    /// <param name="settings">Settings of the server, as on its command line.</param>
    protected HubTest(Action<IServiceCollection>? configure, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            Args = ["--Hub:DataPath", folder.File("data"), "--Hub:Engine", "memory", "--urls", "http://127.0.0.1:0", .. settings],
        });
        builder.Logging.ClearProviders();
        builder.AddRealtimeHubServer();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(Tokens);
        configure?.Invoke(builder.Services);
        app = builder.Build();
    }

    protected FakeTimeProvider Time { get; } = new();

    private protected ICallerTokens Tokens { get; } = Substitute.For<ICallerTokens>();

    private protected Connections Connections => Get<Connections>();

    public async Task InitializeAsync() => await Get<IEngine>().StartAsync(Get<LiveChannels>(), default);

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    protected T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>A connection that has been let in, of a user or of nobody.</summary>
    private protected async Task<HubCaller> ConnectAsync(string? userId = null, TimeSpan? lifetime = null, IReadOnlyList<ChannelGrant>? grants = null, string? tokenId = null)
    {
        var token = userId is null ? null : new CallerToken(userId, userId + "'s name", grants ?? [], Time.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1))) { TokenId = tokenId, IssuedAfter = Time.GetUtcNow() };
        Tokens.Of(Arg.Any<HttpContext?>()).Returns(token);
        var caller = new HubCaller(app.Services, "c" + Guid.NewGuid().ToString("N")[..6]);
        await Get<HubLifetimeManager<ChannelHub>>().OnConnectedAsync(caller.Connection);
        await caller.Call(hub => hub.OnConnectedAsync());
        return caller;
    }
}

/// <summary>One caller's mocks, and a new hub for each call, as SignalR makes them.</summary>
internal sealed class HubCaller
{
    private readonly IServiceProvider services;
    private readonly CancellationTokenSource aborted = new();

    public HubCaller(IServiceProvider services, string id)
    {
        this.services = services;
        Connection = new TestConnection(id);
        Clients.Caller.Returns(Client);
        Context.ConnectionId.Returns(id);
        Context.Items.Returns(new Dictionary<object, object?>());
        Context.Features.Returns(Connection.Features);
        Context.ConnectionAborted.Returns(aborted.Token);
        Client.Publication(Arg.Do<Publication>(Replayed.Add)).Returns(Task.CompletedTask);
    }

    public TestConnection Connection { get; }

    public IChannelClient Client { get; } = Substitute.For<IChannelClient>();

    public IHubCallerClients<IChannelClient> Clients { get; } = Substitute.For<IHubCallerClients<IChannelClient>>();

    public IGroupManager Groups { get; } = Substitute.For<IGroupManager>();

    public HubCallerContext Context { get; } = Substitute.For<HubCallerContext>();

    public List<Publication> Replayed { get; } = [];

    public string Id => Connection.ConnectionId;

    /// <summary>The connection as channels know it, once it is let in.</summary>
    public ChannelConnection Admitted => ChannelHub.ConnectionOf(Context)!;

    public async Task<T> Call<T>(Func<ChannelHub, Task<T>> act) => await act(NewHub()).Within();

    public async Task Call(Func<ChannelHub, Task> act) => await act(NewHub()).Within();

    /// <summary>The refusal that a call must end in.</summary>
    public async Task<string> Refused(Func<ChannelHub, Task> act)
    {
        var refusal = await RefusalOf(act);
        return $"{refusal.Code.ToWord()}: {refusal.Text}";
    }

    public async Task<Refusal> RefusalOf(Func<ChannelHub, Task> act) =>
        (await Assert.ThrowsAsync<RefusalException>(() => act(NewHub()).Within())).Refusal;

    public Task AbortAsync() => aborted.CancelAsync();

    private ChannelHub NewHub()
    {
        var hub = ActivatorUtilities.CreateInstance<ChannelHub>(services);
        (hub.Clients, hub.Groups, hub.Context) = (Clients, Groups, Context);
        return hub;
    }
}
