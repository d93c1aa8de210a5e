using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Microbench.Feeds;

/// <summary>What the keys of live subscriptions keep of the memory: the heap before and after, each time after a full collection.</summary>
internal static class SubscriptionMemory
{
    private const int Keys = 500;

    public static int Run(string[] args)
    {
        string[] lines =
        [
            Line("1,000 subscriptions of 50 keys", 1_000, 50, changes: 0),
            Line("the same after each has changed 10 of its keys 20 times", 1_000, 50, changes: 20),
            Line("200 subscriptions of 450 keys", 200, 450, changes: 0),
        ];
        var report = $"""
            # Memory of subscriptions

            {MachineFacts.Describe()}. {Keys} keys in the feed, one rate; each request brings the texts of its keys. What stays after a full collection:

            | | bytes a key |
            | --- | --- |
            {string.Join('\n', lines)}
            """;
        Console.WriteLine(report);
        if (Array.IndexOf(args, "--out") is >= 0 and var at && at + 1 < args.Length)
            File.WriteAllText(args[at + 1], report);
        return 0;
    }

    private static string Line(string what, int subscribers, int keysOfOne, int changes)
    {
        using var channel = new LiveChannel(ChannelName.Parse("feed:t"), ChannelMode.State, TimeProvider.System, sendsPatches: true);
        channel.Begin(new Position("e", 0));
        var outbox = new Outbox(new NoWriter(), new OutboxLimits(100, 100_000));
        var subscriptions = new LiveSubscription[subscribers];
        for (var i = 0; i < subscribers; i++)
            subscriptions[i] = new LiveSubscription(i.ToString(CultureInfo.InvariantCulture), outbox, ChannelMode.State) { MaxRate = 1 };

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < subscribers; i++)
        {
            subscriptions[i].Keys = KeysFrom(i, keysOfOne);
            channel.TryGoLive(subscriptions[i], new Position("e", 0));
        }

        for (var change = 1; change <= changes; change++)
        {
            foreach (var subscription in subscriptions)
                Scroll(channel, subscription, KeysFrom(int.Parse(subscription.ConnectionId, CultureInfo.InvariantCulture) + (change * 10), keysOfOne));
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(subscriptions);
        return string.Create(CultureInfo.InvariantCulture, $"| {what} | {bytes / (double)(subscribers * keysOfOne):F0} |");
    }

    private static void Scroll(LiveChannel channel, LiveSubscription subscription, IReadOnlySet<string> keys)
    {
        var had = subscription.Keys!;
        var kept = keys.Where(had.Contains).ToHashSet(StringComparer.Ordinal);
        channel.Narrow(subscription, had.Where(key => !keys.Contains(key)).ToHashSet(StringComparer.Ordinal), kept);
        channel.TryWiden(subscription, keys.Where(key => !kept.Contains(key)).ToHashSet(StringComparer.Ordinal), keys, new Position("e", 0), 0);
    }

    private static IReadOnlySet<string> KeysFrom(int first, int count) =>
        SubscribeRules.KeySet([.. Enumerable.Range(first, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"SYM{i % Keys}"))])!;

    private sealed class NoWriter : IOutboxWriter
    {
        public IHubProtocol Protocol { get; } = new JsonHubProtocol();

        public ValueTask WriteAsync(Frame frame) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> frames) => ValueTask.CompletedTask;

        public void EndAsSlowConsumer()
        {
        }
    }
}
