using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Schedules;

/// <summary>The server from channels down to the engine, without transports.</summary>
internal sealed class World : ISignalFanout, IGroupManager, IPresenceAnnouncer, IChannelAuthorizer, IDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Outbox>> groups = new();
    private readonly ConcurrentDictionary<string, Link> links = new();
    private readonly ServerCounters counters = new();
    private readonly Namespaces namespaces;
    private readonly OutboxLimits outbox;
    private int lastLink;

    public World(IPace pace, Random random)
    {
        Pace = pace;
        var retention = random.Next(3) == 0 ? 12 : 1_000;
        namespaces = new Namespaces(new Dictionary<string, NamespaceOptions>
        {
            ["topic"] = new NamespaceOptions { HistoryCount = retention },
            ["map"] = new NamespaceOptions { Mode = ChannelMode.State, HistoryCount = retention, TombstoneAge = TimeSpan.FromMilliseconds(random.Next(1, 400)) },
            ["signal"] = new NamespaceOptions { Mode = ChannelMode.Signal },
        });
        outbox = new OutboxLimits(random.Next(2, 12));
        Limits = new LimitOptions { ReplayPublications = random.Next(4) == 0 ? 8 : 10_000 };
        Engine = new PacedEngine(new MemoryEngine(pace.Time, new EpochSource(random)), pace, new Random(random.Next()));
        Live = new LiveChannels(Engine, pace.Time, this, sendsPatches: name => name.Namespace == "map");
        var access = new ChannelAccess(this);
        Presence = new PresenceRegistry(new PresenceOptions(), this, pace.Time, NullLogger<PresenceRegistry>.Instance);
        Subscriptions = new Subscriptions(
            namespaces, access, Live, new LogReplay(Engine, Limits, pace.Time), new StateReplay(Engine, pace.Time),
            new ChannelPresence(namespaces, access, Presence, Limits), Limits, counters);
        Engine.StartAsync(Live, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public IPace Pace { get; }

    public LimitOptions Limits { get; }

    public PacedEngine Engine { get; }

    public LiveChannels Live { get; }

    public PresenceRegistry Presence { get; }

    public Subscriptions Subscriptions { get; }

    public TableProtocol Table { get; } = new();

    /// <summary>What must be nothing once everyone has left.</summary>
    public (int Channels, int Groups, int Presence, long Subscriptions) Left => (Live.Count, groups.Values.Count(group => !group.IsEmpty), Presence.Channels, counters.Subscriptions);

    public Link Connect(int room)
    {
        var link = new Link($"link-{Interlocked.Increment(ref lastLink)}", Table, room, outbox);
        return links[link.Id] = link;
    }

    public ChannelConnection Enter(Link link) =>
        new(new ChannelCaller(link.Id, null, null), link.Outbox, new ConnectionLimits(Limits, Pace.Time));

    /// <summary>As the hub does it: first what the channels know of it, then the outbox.</summary>
    public async Task LeaveAsync(Link link, ChannelConnection connection)
    {
        await Subscriptions.EndAllAsync(connection, orderly: true);
        foreach (var group in groups.Values)
            group.TryRemove(link.Id, out _);
        links.TryRemove(link.Id, out _);
        link.Outbox.Close();
        link.Dispose();
    }

    public async Task PublishAsync(ChannelName channel, string? key, bool removed, Payload data = default)
    {
        var options = namespaces.Of(channel);
        var draft = new Draft { Type = "t", Data = data, Key = key, Removed = removed };
        await Engine.AppendAsync(
            new Append { Channel = channel, Drafts = [draft], Retention = options.Retention, Durability = options.Durability },
            CancellationToken.None);
    }

    /// <summary>
    /// The source of all values is silent, or is there again with nothing new: as feeds do it, no matter who else publishes meanwhile.
    /// </summary>
    public async Task MarkAsync(ChannelName channel, bool stale)
    {
        Draft[] drafts = [.. Engine.Truth(channel).GroupBy(publication => publication.Key!).Select(ofKey => ofKey.Last())
            .Where(value => value.Removed != true && (value.Stale == true) != stale)
            .Select(value => new Draft { Type = "t", Data = value.Data, Key = value.Key, Stale = stale, ExpectedKeyOffset = value.Offset })];
        if (drafts.Length == 0)
            return;
        var options = namespaces.Of(channel);
        await Engine.AppendAsync(new Append { Channel = channel, Drafts = drafts, Retention = options.Retention, Durability = options.Durability }, CancellationToken.None);
    }

    /// <summary>A signal that has its publisher as type and its number as time.</summary>
    public ValueTask SignalAsync(ChannelName channel, string publisher, long number) =>
        Engine.SignalAsync(new Signal { Channel = channel, Type = publisher, Data = default, Time = number }, CancellationToken.None);

    public void Dispose()
    {
        Presence.Dispose();
        counters.Dispose();
    }

    void ISignalFanout.Send(Signal signal)
    {
        var frame = Frame.Of(nameof(IChannelClient.Signal), [signal]);
        foreach (var box in groups.GetValueOrDefault(signal.Channel.Value)?.Values ?? [])
        {
            if (box.Offer(frame))
                box.Drain();
        }
    }

    Task IGroupManager.AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken)
    {
        if (links.TryGetValue(connectionId, out var link))
            groups.GetOrAdd(groupName, static _ => new())[connectionId] = link.Outbox;
        return Task.CompletedTask;
    }

    Task IGroupManager.RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken)
    {
        groups.GetValueOrDefault(groupName)?.TryRemove(connectionId, out _);
        return Task.CompletedTask;
    }

    void IPresenceAnnouncer.Announce(PresenceChange change)
    {
    }

    ValueTask<bool> IChannelAuthorizer.IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken) => new(true);
}
