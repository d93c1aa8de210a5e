using System.Collections.Concurrent;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Redis.Connecting;
using RealtimeHub.Server.Engines.Redis.Format;
using RealtimeHub.Server.Engines.Redis.Reading;
using RealtimeHub.Server.Engines.Redis.Reporting;
using RealtimeHub.Server.Engines.Redis.Slices;
using RealtimeHub.Shared;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Listening;

/// <summary>The channels that this node listens to, by sharded pub/sub; those that nobody listens to any more for a while longer.</summary>
internal sealed class ListeningTable(
    RedisConnection connection, ChannelKeys keys, SliceTable slices, RedisReads reads, HoleFilling filling, string node, TimeProvider time, TimeSpan unlistenDelay, ILogger logger)
{
    private readonly ConcurrentDictionary<ChannelName, ListenedChannel> channels = new();

    public ListenedChannel? Find(ChannelName name) => channels.GetValueOrDefault(name);

    public async ValueTask<Position> ListenAsync(ChannelName name, IEngineListener listener, CancellationToken cancellationToken)
    {
        while (true)
        {
            var channel = channels.GetOrAdd(name, static (name, given) => new ListenedChannel(name, new ChannelDelivery(name, given.listener, given.logger.ListenerFailed)), (listener, logger));
            await channel.Turn.WaitAsync(cancellationToken);
            try
            {
                if (channel.Forgotten)
                    continue;
                return channel.Listening ? channel.Heard : await BeginAsync(channel);
            }
            finally
            {
                channel.Turn.Release();
            }
        }
    }

    public ValueTask UnlistenAsync(ChannelName name) => Find(name)?.EndAsync(time.GetTimestamp()) ?? ValueTask.CompletedTask;

    /// <summary>Takes publications of this node's own or another's.</summary>
    public void Offer(ChannelName name, string epoch, IReadOnlyList<Publication> publications)
    {
        if (publications.Count > 0 && Find(name) is { } channel && channel.Offer(epoch, publications))
            filling.Begin(channel);
    }

    /// <summary>Asks where each channel stands, and fills in what was missed.</summary>
    public async Task CheckAsync()
    {
        var listening = channels.Select(pair => pair.Value).Where(channel => channel.Listening).ToList();
        var heads = await connection.ProbeAsync(database => Task.WhenAll(listening.Select(channel => database.HashGetAsync(keys.Meta(channel.Name), "head"))));
        for (var i = 0; i < heads.Length; i++)
            Tell(listening[i], new Position(slices.Of(listening[i].Name).Known.Epoch, heads[i].IsNull ? 0 : (long)heads[i]));
    }

    /// <summary>Lets go of what nobody has listened to for a while.</summary>
    public async Task SweepAsync()
    {
        foreach (var (name, channel) in channels)
        {
            if (channel.Listening || time.GetElapsedTime(channel.EndedAt) < unlistenDelay || !channel.Turn.Wait(0))
                continue;
            try
            {
                if (channel.Listening)
                    continue;
                // A listener that comes meanwhile waits for its turn, and then begins with another.
                if (channel.Subscription is { } subscription)
                    await subscription.DisposeAsync();
                channel.Forgotten = true;
                channels.TryRemove(name, out _);
            }
            finally
            {
                channel.Turn.Release();
            }
        }
    }

    private async Task<Position> BeginAsync(ListenedChannel channel)
    {
        channel.Prepare();
        try
        {
            // First hear, then look where it stands: what comes between is in both.
            channel.Subscription ??= await SubscribeAsync(channel);
            var position = (await reads.ReadLogAsync(channel.Name, new LogQuery { Limit = 1 })).Position;
            channel.Begin(position);
            return position;
        }
        catch
        {
            await channel.EndAsync(time.GetTimestamp());
            throw;
        }
    }

    private Task<IAsyncDisposable> SubscribeAsync(ListenedChannel channel) => connection.GuardAsync(writes: false, async _ =>
    {
        var queue = await connection.Subscriber.SubscribeAsync(RedisChannel.Sharded(keys.Topic(channel.Name)));
        queue.OnMessage(message => Hear(channel, (byte[])message.Message!));
        return (IAsyncDisposable)new Subscription(queue);
    });

    private void Hear(ListenedChannel channel, byte[] bytes)
    {
        try
        {
            var message = TopicMessage.Read(channel.Name, bytes, node);
            if (message.Signal is { } signal)
                channel.Deliver(signal);
            if (message.FirstOffset > 0)
                Hear(channel, message);
        }
        catch (DamagedException e)
        {
            logger.Unreadable(e.Message);
            Tell(channel, default);
        }
    }

    private void Hear(ListenedChannel channel, TopicMessage message)
    {
        slices.Of(channel.Name).Saw(message.Epoch, message.Run, message.Seq);
        // This node's own publications come with the answer to their append; only where that was lost are they read from the log.
        if (message.Node == node)
            Tell(channel, new Position(message.Epoch, message.FirstOffset));
        else if (channel.Offer(message.Epoch, message.Publications))
            filling.Begin(channel);
    }

    private void Tell(ListenedChannel channel, Position position)
    {
        if (channel.Tell(position))
            filling.Begin(channel);
    }

    private sealed class Subscription(ChannelMessageQueue queue) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await queue.UnsubscribeAsync();
            }
            catch (RedisException)
            {
                // Without a connection Redis has let go of it already.
            }
        }
    }
}
