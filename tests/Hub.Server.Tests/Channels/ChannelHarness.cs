using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Presence;
using RealtimeHub.Server.Tests.Fanout;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Channels;

/// <summary>One connection, subscribing over the real memory engine; what the call itself writes goes to a mocked client.</summary>
internal sealed class ChannelHarness : IDisposable
{
    private readonly ServerCounters counters = new();

    public ChannelHarness(NamespaceOptions? topic = null, NamespaceOptions? map = null, LimitOptions? limits = null, Func<IEngine, IEngine>? wrap = null)
    {
        Limits = limits ?? new LimitOptions();
        Namespaces = new Namespaces(new Dictionary<string, NamespaceOptions>
        {
            ["topic"] = (topic ?? new NamespaceOptions()).OpenTo(Access.Anyone),
            ["map"] = (map ?? new NamespaceOptions { Mode = ChannelMode.State }).OpenTo(Access.Anyone),
            ["signal"] = new NamespaceOptions { Mode = ChannelMode.Signal }.OpenTo(Access.Anyone),
        });
        Engine = new MemoryEngine(Time, new EpochSource(new Random(1)));
        Engine = wrap?.Invoke(Engine) ?? Engine;
        Live = new LiveChannels(Engine, Time, Substitute.For<ISignalFanout>());
        var access = new ChannelAccess(new NamespaceAuthorizer(Namespaces, []));
        Presence = new PresenceRegistry(new PresenceOptions(), Substitute.For<IPresenceAnnouncer>(), Time, NullLogger<PresenceRegistry>.Instance);
        Subscriptions = new Subscriptions(
            Namespaces, access, Live, new LogReplay(Engine, Limits, Time), new StateReplay(Engine, Time),
            new ChannelPresence(Namespaces, access, Presence, Limits), Limits, counters);
        ChannelAppender = new ChannelAppender(Namespaces, Engine, counters, Time);
        Server = new ModuleChannels(Namespaces, ChannelAppender, Engine, Live, NullLogger<ChannelListening>.Instance);
        Connection = new ChannelConnection(new ChannelCaller("c1", null, null), new Outbox(Writer, new OutboxLimits()), new ConnectionLimits(Limits, Time));
        Client.Publication(Arg.Do<Publication>(Replayed.Add)).Returns(Task.CompletedTask);
        Client.Reset(Arg.Do<Reset>(Resets.Add)).Returns(Task.CompletedTask);
        Client.Unsubscribed(Arg.Do<Unsubscribed>(Ended.Add)).Returns(Task.CompletedTask);
        Engine.StartAsync(Live, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public FakeTimeProvider Time { get; } = new();

    public LimitOptions Limits { get; }

    public Namespaces Namespaces { get; }

    public IEngine Engine { get; }

    public LiveChannels Live { get; }

    public PresenceRegistry Presence { get; }

    public Subscriptions Subscriptions { get; }

    public ChannelAppender ChannelAppender { get; }

    public IChannels Server { get; }

    public RecordingWriter Writer { get; } = new();

    public IChannelClient Client { get; } = Substitute.For<IChannelClient>();

    public IGroupManager Groups { get; } = Substitute.For<IGroupManager>();

    public ChannelConnection Connection { get; }

    /// <summary>What the calls have written.</summary>
    public List<Publication> Replayed { get; } = [];

    public List<Reset> Resets { get; } = [];

    public List<Unsubscribed> Ended { get; } = [];

    public long SubscriptionCount => counters.Subscriptions;

    public IEnumerable<long> ReplayedOffsets => Replayed.Select(publication => publication.Offset);

    public IEnumerable<Publication> Lives => Writer.Publications;

    public CallerEdge Edge => new(Client, Groups);

    public async Task<Position> PublishAsync(string channel, int count, string? key = null, string data = "1")
    {
        var position = Position.None;
        for (; count > 0; count--)
            position = await Server.PublishAsync(ChannelName.Parse(channel), "t", Payload.FromJson(data), key);
        return position;
    }

    public async Task RemoveAsync(string channel, string key) =>
        await ChannelAppender.AppendAsync(ChannelName.Parse(channel), [new Draft { Type = "t", Data = default, Key = key, Removed = true }]);

    public async Task<SubscribeResult> SubscribeAsync(SubscribeRequest request)
    {
        var outcome = await TrySubscribeAsync(request);
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }

    public async Task<Outcome<SubscribeResult>> TrySubscribeAsync(SubscribeRequest request)
    {
        Replayed.Clear();
        return await Subscriptions.SubscribeAsync(Connection, Edge, request, default).Within();
    }

    public async Task<Outcome<UpdateSubscriptionResult>> UpdateAsync(string channel, IReadOnlyList<string>? keys = null, double? maxRate = null)
    {
        Replayed.Clear();
        return await Subscriptions.UpdateAsync(Connection, Edge, new UpdateSubscriptionRequest(channel, keys, maxRate), default).Within();
    }

    public void Dispose()
    {
        Presence.Dispose();
        counters.Dispose();
    }
}
