using RealtimeHub.Engines.Tests.Conformance;

namespace RealtimeHub.Engines.Tests.Journal;

public sealed class JournalEngineConformance : EngineConformance
{
    private protected override EngineHarness CreateHarness() => new JournalHarness();
}

/// <summary>The same with segments so small that most tests leave several behind.</summary>
public sealed class JournalEngineConformanceWithSmallSegments : EngineConformance
{
    private protected override EngineHarness CreateHarness() => new JournalHarness { SegmentBytes = 4 << 10 };
}
