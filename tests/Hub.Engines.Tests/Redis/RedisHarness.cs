using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Engines.Tests.Journal;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Redis;
using RealtimeHub.Server.Engines.Redis.Configuration;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Redis;

/// <summary>A node on a Redis server, with keys of its own.</summary>
internal sealed class RedisHarness(RedisServer server, string? prefix = null) : EngineHarness
{
    private static int count;
    private readonly EpochSource epochs = new(new Random());
    private bool broken;

    /// <summary>What the keys begin with; another harness with the same one is another node.</summary>
    public string Prefix { get; } = prefix ?? $"t{Interlocked.Increment(ref count)}";

    /// <summary>Where the node looks for Redis; the server itself when null.</summary>
    public string? Configuration { get; init; }

    /// <summary>So long that a busy machine is no fault of Redis.</summary>
    public TimeSpan AnswerTimeLimit { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan UnlistenDelay { get; init; } = TimeSpan.FromSeconds(10);

    public RecordingLogger<RedisEngine> Log { get; } = new();

    /// <summary>The clock of ages.</summary>
    public FakeTimeProvider Time { get; } = new();

    public override DateTimeOffset Now => Time.GetUtcNow();

    public override bool CanBreakStore => true;

    // Redis has no memory left for anything more.
    public override void BreakStore()
    {
        broken = true;
        server.CommandAsync("CONFIG", "SET", "maxmemory", "1").GetAwaiter().GetResult();
    }

    public override ValueTask AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        return ValueTask.CompletedTask;
    }

    protected override IEngine Create() => new RedisEngine(
        new RedisOptions
        {
            Configuration = Configuration ?? server.Configuration,
            Prefix = Prefix,
            AnswerTimeLimit = AnswerTimeLimit,
            CheckInterval = CheckInterval,
            UnlistenDelay = UnlistenDelay,
        },
        "node", TimeProvider.System, epochs, Log, () => Now.ToUnixTimeMilliseconds());

    public override async ValueTask DisposeAsync()
    {
        if (broken)
            await server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await base.DisposeAsync();
    }
}
