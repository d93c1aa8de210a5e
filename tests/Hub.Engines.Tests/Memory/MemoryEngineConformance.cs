using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Memory;

namespace RealtimeHub.Engines.Tests.Memory;

public sealed class MemoryEngineConformance : EngineConformance
{
    private protected override EngineHarness CreateHarness() => new Harness();

    private sealed class Harness : EngineHarness
    {
        private readonly ManualTime time = new();
        private readonly EpochSource epochs = new(new Random(1));

        public override ValueTask AdvanceAsync(TimeSpan by)
        {
            time.Advance(by);
            return ValueTask.CompletedTask;
        }

        protected override IEngine Create() => new MemoryEngine(time, epochs);
    }
}
