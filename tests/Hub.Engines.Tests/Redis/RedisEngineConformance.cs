using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Redis;

/// <summary>A Redis server for a class of tests, each with keys of its own.</summary>
public sealed class RedisServerFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

public sealed class RedisEngineConformance(RedisServerFixture redis) : EngineConformance, IClassFixture<RedisServerFixture>
{
    private protected override EngineHarness CreateHarness() => new RedisHarness(redis.Server);
}
