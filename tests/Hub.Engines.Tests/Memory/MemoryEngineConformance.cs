using RealtimeHub.Engines.Tests.Conformance;

namespace RealtimeHub.Engines.Tests.Memory;

public sealed class MemoryEngineConformance : EngineConformance
{
    private protected override EngineHarness CreateHarness() => new MemoryHarness();
}
