using RealtimeHub.Server.Engines.Index;
using RealtimeHub.Server.Engines.Redis.Configuration;
using RealtimeHub.Server.Engines.Redis.Connecting;
using RealtimeHub.Server.Engines.Redis.Format;
using RealtimeHub.Server.Engines.Redis.Listening;
using RealtimeHub.Server.Engines.Redis.Reading;
using RealtimeHub.Server.Engines.Redis.Reporting;
using RealtimeHub.Server.Engines.Redis.Scripts;
using RealtimeHub.Server.Engines.Redis.Slices;
using RealtimeHub.Shared;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis;

/// <summary>
/// Stores in Redis, for any number of nodes. An append is one script: checked, stored, trimmed and published together. How safe what is stored is,
/// Redis' own settings say; that something was lost, the epoch tells.
/// </summary>
internal sealed class RedisEngine : IEngine
{
    private static readonly TimeSpan StartPause = TimeSpan.FromSeconds(1);
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly string node;
    private readonly CancellationTokenSource end = new();
    private readonly ChannelKeys keys;
    private readonly RedisCondition condition;
    private readonly RedisConnection connection;
    private readonly SliceTable slices;
    private readonly RedisReads reads;
    private readonly ListeningTable listening;
    private readonly RedisWatch watch;
    private IEngineListener? listener;
    private bool started;

    /// <param name="options">Where Redis is and how it is used.</param>
    /// <param name="node">The name of this process, another one than every other's; a new one is as good.</param>
    /// <param name="time">The clock of waiting and checking; ages are by Redis' clock.</param>
    /// <param name="epochs">Makes the names of epochs.</param>
    /// <param name="logger">The log.</param>
    /// <param name="clock">The clock of ages in Unix milliseconds, for tests; null for Redis' own.</param>
    public RedisEngine(RedisOptions options, string node, TimeProvider time, EpochSource epochs, ILogger<RedisEngine> logger, Func<long>? clock = null)
    {
        this.time = time;
        this.logger = logger;
        // Two lives of a process are two nodes: what the first had shown the second doesn't know.
        this.node = $"{node}.{epochs.Next()}";
        keys = new(options.Prefix);
        condition = new(logger);
        connection = new(options, this.node, condition);
        slices = new(connection, keys, epochs, this.node, clock, logger);
        reads = new(slices);
        listening = new(connection, keys, slices, reads, new(reads, time, end.Token), this.node, time, options.UnlistenDelay, logger);
        watch = new(connection, slices, listening, condition, options.CheckInterval, logger);
    }

    public EngineTraits Traits { get; } = new(SpansNodes: true, SurvivesRestart: true);

    public EngineHealth Health => condition.Health;

    /// <summary>Waits for Redis as long as it is away; the log says why.</summary>
    public async ValueTask StartAsync(IEngineListener listener, CancellationToken cancellationToken)
    {
        this.listener = listener;
        while (!await TryOpenAsync())
            await Task.Delay(StartPause, time, cancellationToken);
        started = true;
        watch.Start();
    }

    public ValueTask<Position> ListenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return listening.ListenAsync(channel, listener!, cancellationToken);
    }

    public ValueTask UnlistenAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return listening.UnlistenAsync(channel);
    }

    public async ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = await slices.RunAsync(RedisScript.Append, append.Channel, AppendArguments.Of(append, keys.Topic(append.Channel), node), writes: true);
        var head = new Position(reply.Epoch, (long)reply.Values[3]);
        if (reply.Word == "conflict")
            return AppendResult.Refused(head);
        var positions = (long[])reply.Values[5]!;
        var results = new OneOrMany<Appended>(positions.Length);
        for (var i = 0; i < positions.Length; i++)
            results[i] = new Appended(head.At(Math.Abs(positions[i])), Duplicate: positions[i] < 0);
        Deliver(append, reply.Epoch, positions, (long)reply.Values[4]);
        return new AppendResult(AppendOutcome.Appended, results, head);
    }

    public async ValueTask<bool> CompactAsync(Compaction compaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var record = DraftRecord.Write(new Draft { Type = compaction.Type, Data = compaction.Data, Key = compaction.Key });
        RedisValue[] arguments = ["", 0, compaction.Epoch, compaction.UpTo, compaction.Key, record];
        return (await slices.RunAsync(RedisScript.Compact, compaction.Channel, arguments, writes: true)).Word == "compacted";
    }

    public ValueTask<LogPage> ReadLogAsync(ChannelName channel, LogQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(reads.ReadLogAsync(channel, query));
    }

    public ValueTask<KeyPage> ReadStateAsync(ChannelName channel, StateQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(reads.ReadStateAsync(channel, query));
    }

    /// <summary>Delivers on this node whatever becomes of Redis; to the others where it can.</summary>
    public ValueTask SignalAsync(Signal signal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        listening.Find(signal.Channel)?.Deliver(signal);
        connection.Publish(RedisChannel.Sharded(keys.Topic(signal.Channel)), TopicMessage.Write(signal, node));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (end.IsCancellationRequested)
            return;
        await end.CancelAsync();
        await watch.DisposeAsync();
        try
        {
            if (started)
                await slices.CloseAsync();
        }
        catch (EngineUnavailableException)
        {
            // Then it counts as one that has vanished.
        }

        await connection.DisposeAsync();
        slices.Dispose();
        end.Dispose();
    }

    private async Task<bool> TryOpenAsync()
    {
        try
        {
            await connection.ConnectAsync();
            var faults = condition.FaultCount;
            var version = connection.CheckServer();
            await slices.OpenAllAsync(andLoad: true);
            condition.Answers(faults);
            logger.Opened(version, node);
            if (await connection.EvictionPolicyAsync() is { } policy and not "noeviction")
                logger.Evicts(policy);
            return true;
        }
        catch (EngineUnavailableException)
        {
            await connection.AskWhyAsync();
            return false;
        }
    }

    // By the node itself, in the order of the answers: its listeners don't wait for the message that comes back.
    private void Deliver(Append append, string epoch, long[] positions, long now)
    {
        if (listening.Find(append.Channel) is null)
            return;
        var publications = new List<Publication>(positions.Length);
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] > 0)
                publications.Add(append.Drafts[i].ToPublication(append.Channel, positions[i], now));
        }

        listening.Offer(append.Channel, epoch, publications);
    }
}
