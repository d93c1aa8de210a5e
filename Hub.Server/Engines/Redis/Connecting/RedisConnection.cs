using System.Net.Sockets;
using RealtimeHub.Server.Engines.Redis.Configuration;
using RealtimeHub.Server.Engines.Redis.Reporting;
using RealtimeHub.Server.Engines.Redis.Scripts;
using StackExchange.Redis;

namespace RealtimeHub.Server.Engines.Redis.Connecting;

/// <summary>The way to Redis: calls with a time limit and a bound, whose failures are named.</summary>
internal sealed class RedisConnection(RedisOptions options, string node, RedisCondition condition) : IAsyncDisposable
{
    // Of Redis 7: sharded pub/sub, and scripts that don't outlive the process.
    private const int OldestMajor = 7;
    private ConnectionMultiplexer? multiplexer;
    private int waiting;

    /// <summary>Called when the connection for pub/sub or calls was lost or is there again; from any thread.</summary>
    public Action? Changed { get; set; }

    public bool HearsPubSub => multiplexer?.GetSubscriber().IsConnected() == true;

    public ISubscriber Subscriber => Connected.GetSubscriber();

    private ConnectionMultiplexer Connected => multiplexer ?? throw new EngineUnavailableException("Redis is not connected yet");

    /// <summary>Begins to connect; returns when it has, or couldn't for now.</summary>
    public async Task ConnectAsync()
    {
        if (multiplexer is not null)
            return;
        var settings = Settings();
        settings.AbortOnConnectFail = false;
        try
        {
            multiplexer = await ConnectionMultiplexer.ConnectAsync(settings);
        }
        catch (RedisException e)
        {
            throw Failed(RedisFaults.Of(e, (e as RedisConnectionException)?.FailureType ?? ConnectionFailureType.None));
        }

        multiplexer.ConnectionFailed += OnFailed;
        multiplexer.ConnectionRestored += (_, _) => Changed?.Invoke();
        if (!multiplexer.IsConnected)
            condition.Fail(WhyNotConnected());
    }

    /// <summary>Finds out why there is no connection: only a new one says so.</summary>
    public async Task AskWhyAsync()
    {
        if (condition.Fault is not { Kind: RedisFaultKind.Away } || condition.Fault == RedisFaults.NoAnswer || multiplexer?.IsConnected == true)
            return;
        var settings = Settings();
        settings.AbortOnConnectFail = true;
        settings.ConnectRetry = 1;
        try
        {
            await using var another = await ConnectionMultiplexer.ConnectAsync(settings);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or IOException or SocketException)
        {
            condition.Fail(RedisFaults.Of(e, (e as RedisConnectionException)?.FailureType ?? ConnectionFailureType.None));
        }
    }

    /// <summary>Refuses what this server can't use.</summary>
    /// <exception cref="EngineUnavailableException">It is too old, or a cluster.</exception>
    public string CheckServer()
    {
        var server = Connected.GetServers().FirstOrDefault(server => server.IsConnected) ?? throw Failed(RedisFaults.Of(null, ConnectionFailureType.None));
        if (server.ServerType == ServerType.Cluster)
            throw Failed(new(RedisFaultKind.Away, "Redis Cluster is not supported yet; name a single Redis server"));
        if (server.Version.Major < OldestMajor)
            throw Failed(new(RedisFaultKind.Away, $"Redis {server.Version} is too old; it takes {OldestMajor} or newer"));
        return server.Version.ToString();
    }

    /// <summary>Runs a script that Redis knows; null when it doesn't.</summary>
    public Task<RedisResult[]?> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, bool writes) =>
        GuardAsync<RedisResult[]?>(writes, async database =>
        {
            try
            {
                return (RedisResult[]?)await database.ScriptEvaluateAsync(script.Hash, keys, arguments, CommandFlags.DemandMaster);
            }
            catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                return null;
            }
        });

    /// <summary>Runs any command or script, also while the condition is bad: it may be over.</summary>
    public async Task<T> ProbeAsync<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(Connected.GetDatabase());
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw Name(e);
        }
    }

    public async Task<T> GuardAsync<T>(bool writes, Func<IDatabase, Task<T>> call)
    {
        condition.ThrowIfRefusing(writes);
        if (Interlocked.Increment(ref waiting) > options.MaxWaitingCalls)
        {
            Interlocked.Decrement(ref waiting);
            throw new EngineUnavailableException("too many calls wait for Redis (Hub:Redis:MaxWaitingCalls)");
        }

        try
        {
            return await ProbeAsync(call);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Publishes a message that may be lost.</summary>
    public void Publish(RedisChannel channel, byte[] message)
    {
        if (condition.Fault is { Kind: RedisFaultKind.Away })
            return;
        try
        {
            _ = Subscriber.PublishAsync(channel, message, CommandFlags.FireAndForget);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException)
        {
            // It is lost, and the watch finds out why.
        }
    }

    /// <summary>What Redis drops when its memory is used up; null where it doesn't say.</summary>
    public async Task<string?> EvictionPolicyAsync()
    {
        var memory = (string?)await ProbeAsync(database => database.ExecuteAsync("INFO", "memory"));
        return memory?.Split("\r\n").FirstOrDefault(line => line.StartsWith("maxmemory_policy:", StringComparison.Ordinal))?.Split(':')[1];
    }

    public async ValueTask DisposeAsync()
    {
        if (multiplexer is null)
            return;
        multiplexer.ConnectionFailed -= OnFailed;
        await multiplexer.DisposeAsync();
    }

    private ConfigurationOptions Settings()
    {
        var settings = ConfigurationOptions.Parse(options.Configuration);
        settings.ClientName = "realtimehub-" + node;
        settings.AsyncTimeout = settings.SyncTimeout = settings.ConnectTimeout = (int)options.AnswerTimeLimit.TotalMilliseconds;
        // What can't be sent now is refused now, and never sent later.
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ReconnectRetryPolicy = new LinearRetry(500);
        settings.KeepAlive = 2;
        // Under RESP2 pub/sub has a connection of its own: losing it costs no call its answer.
        settings.Protocol = RedisProtocol.Resp2;
        // For INFO, which the client library counts among an administrator's commands.
        settings.AllowAdmin = true;
        return settings;
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        if (e.ConnectionType == ConnectionType.Interactive)
            condition.Fail(RedisFaults.Of(e.Exception, e.FailureType));
        else if (condition.Fault is null)
            condition.Fail(RedisFaults.Deaf);
        Changed?.Invoke();
    }

    private EngineUnavailableException Name(Exception error)
    {
        var fault = error switch
        {
            RedisServerException answered => RedisFaults.Of(answered.Message),
            RedisTimeoutException => RedisFaults.NoAnswer,
            RedisConnectionException => WhyNotConnected(error),
            _ => RedisFaults.Of(error, ConnectionFailureType.None),
        };
        if (fault is not null)
            condition.Fail(fault);
        var mayBeDone = RedisFaults.MayBeDone(error);
        return new EngineUnavailableException(fault?.Reason ?? "Redis answered with an error", error) { MayBeStored = mayBeDone };
    }

    private EngineUnavailableException Failed(RedisFault fault)
    {
        condition.Fail(fault);
        return new EngineUnavailableException(fault.Reason);
    }

    // The error of a call that found no connection doesn't say why there is none; what was found out before may.
    private RedisFault WhyNotConnected(Exception? error = null)
    {
        var connected = Connected.GetServers().Where(server => server.IsConnected).ToList();
        if (connected.Count > 0 && connected.All(server => server.IsReplica))
            return RedisFaults.Replica;
        var found = RedisFaults.Of(error, (error as RedisConnectionException)?.FailureType ?? ConnectionFailureType.None);
        return found == RedisFaults.NoConnection && condition.Fault is { Kind: RedisFaultKind.Away, Reason: var known } present && known != RedisFaults.NoAnswer.Reason ? present : found;
    }
}
