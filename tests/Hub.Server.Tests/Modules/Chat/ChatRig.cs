using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Hosting;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Chat;

/// <summary>The server's own services over the memory engine and a clock of the test's, and hubs whose clients are mocks.</summary>
internal sealed class ChatRig : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly WebApplication app;
    private readonly Dictionary<string, IChannelClient> clients = new(StringComparer.Ordinal);
    private readonly RecordingEngine engine;

    private ChatRig(TimerWatch time, RecordingEngine engine, TempFolder folder, (string Key, string Value)[] settings)
    {
        Time = time;
        this.engine = engine;
        this.folder = folder;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = folder.Path });
        builder.Configuration.AddInMemoryCollection([new("Hub:DataPath", folder.File("data")), .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))]);
        builder.AddRealtimeHubServer();
        builder.Logging.ClearProviders();
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        builder.Services.Replace(ServiceDescriptor.Singleton<IEngine>(engine));
        var edges = Substitute.For<ICallerEdges>();
        edges.Of(Arg.Any<string>()).Returns(call => new CallerEdge(ClientOf(call.Arg<string>()), Substitute.For<IGroupManager>()));
        builder.Services.Replace(ServiceDescriptor.Singleton(edges));
        var signals = Substitute.For<ISignalFanout>();
        signals.When(fanout => fanout.Send(Arg.Any<Signal>())).Do(call => Signals.Add(call.Arg<Signal>()));
        builder.Services.Replace(ServiceDescriptor.Singleton(signals));
        app = builder.Build();
    }

    public TimerWatch Time { get; }

    /// <summary>The signals that went out.</summary>
    public Recorder<Signal> Signals { get; } = new();

    public IEngine Engine => engine;

    /// <summary>What the engine was asked for since this was last read.</summary>
    public string[] TakeCalls()
    {
        var calls = engine.Calls.ToArray();
        engine.Calls.Clear();
        return calls;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<ChatRig> StartAsync(params (string Key, string Value)[] settings)
    {
        var time = new TimerWatch();
        var rig = new ChatRig(time, new RecordingEngine(new MemoryEngine(time, new EpochSource(new Random(1)))), new TempFolder(), settings);
        await rig.engine.StartAsync(rig.Get<LiveChannels>(), default);

        // Users of this server before the test begins.
        foreach (var userId in (string[])["ada", "bob", "cid", "dan", "eve"])
            await rig.Get<UserDirectory>().MeetAsync(userId, NameOf(userId), default);
        return rig;
    }

    /// <summary>The module made again over what the engine holds, as after a restart.</summary>
    public ChatRig Restarted() => new(Time, engine, folder, []);

    /// <summary>The mock that stands for a connection's client.</summary>
    public IChannelClient ClientOf(string connectionId)
    {
        lock (clients)
        {
            if (!clients.TryGetValue(connectionId, out var client))
                clients[connectionId] = client = Substitute.For<IChannelClient>();
            return client;
        }
    }

    /// <summary>A hub as it is for one call of one user's connection.</summary>
    public ChannelHub Hub(string? userId, string? connectionId = null)
    {
        connectionId ??= "c-" + userId;
        var hub = ActivatorUtilities.CreateInstance<ChannelHub>(app.Services);
        hub.Clients = Substitute.For<IHubCallerClients<IChannelClient>>();
        hub.Clients.Caller.Returns(ClientOf(connectionId));
        hub.Groups = Substitute.For<IGroupManager>();
        hub.Context = ContextOf(userId, connectionId);
        return hub;
    }

    /// <summary>A room with an owner, ada, and members.</summary>
    public async Task<string> RoomAsync(string[] members, RoomVisibility visibility = RoomVisibility.Public, string room = "kitchen")
    {
        await Hub("ada").CreateRoom(new CreateRoomRequest(room, "The " + room, visibility));
        foreach (var member in members)
        {
            if (visibility == RoomVisibility.Private)
                await Hub("ada").InviteMember(new InviteMemberRequest(room, member));
            await Hub(member).JoinRoom(new JoinRoomRequest(room));
        }

        return room;
    }

    public async Task<IReadOnlyList<Publication>> LogAsync(string channel) =>
        (await engine.ReadLogAsync(ChannelName.Parse(channel), new LogQuery { After = 0, Limit = 1_000 }, default)).Publications;

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }

    private static string NameOf(string userId) => char.ToUpperInvariant(userId[0]) + userId[1..];

    private readonly Dictionary<string, HubCallerContext> contexts = new(StringComparer.Ordinal);

    private HubCallerContext ContextOf(string? userId, string connectionId)
    {
        if (contexts.TryGetValue(connectionId, out var known))
            return known;
        var caller = new ChannelCaller(connectionId, userId, userId is null ? null : NameOf(userId));
        var outbox = new Outbox(Substitute.For<IOutboxWriter>(), new OutboxLimits(100, 100_000));
        var connection = new ChannelConnection(caller, outbox, new ConnectionLimits(Get<LimitOptions>(), Time));
        Get<UserConnections>().Add(connection);
        var context = Substitute.For<HubCallerContext>();
        context.ConnectionId.Returns(connectionId);
        context.Items.Returns(new Dictionary<object, object?> { [typeof(ChannelConnection)] = connection });
        return contexts[connectionId] = context;
    }
}

internal static class Refusing
{
    /// <summary>The refusal that a call must end in.</summary>
    public static async Task<Refusal> RefusedAsync(this Task call) => (await Assert.ThrowsAsync<RefusalException>(() => call)).Refusal;

    public static async Task RefusedAsync(this Task call, ErrorCode code) => Assert.Equal(code, (await call.RefusedAsync()).Code);
}
