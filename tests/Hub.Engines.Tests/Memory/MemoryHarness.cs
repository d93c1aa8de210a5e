using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;

namespace RealtimeHub.Engines.Tests.Memory;

/// <summary>A memory engine on a clock of its own.</summary>
internal sealed class MemoryHarness : EngineHarness
{
    private readonly FakeTimeProvider time = new();
    private readonly EpochSource epochs = new(new Random(1));

    public override DateTimeOffset Now => time.GetUtcNow();

    public override ValueTask AdvanceAsync(TimeSpan by)
    {
        time.Advance(by);
        return ValueTask.CompletedTask;
    }

    protected override IEngine Create() => new MemoryEngine(time, epochs);
}
