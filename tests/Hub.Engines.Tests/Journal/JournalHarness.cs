using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>A journal in a folder of its own.</summary>
internal sealed class JournalHarness : EngineHarness
{
    private readonly EpochSource epochs = new(new Random(1));

    public JournalTestFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; set; } = new();

    /// <summary>What it logged.</summary>
    public RecordingLogger<JournalEngine> Log { get; } = new();

    public bool AcceptClockLeap { get; set; }

    /// <summary>Which channels are stored.</summary>
    public Func<ChannelName, bool>? IsStored { get; set; }

    public FaultyFiles Files { get; } = new(SystemFiles.Instance);

    public bool SkipSyncs { init => Files.SkipSyncs = value; }

    public override DateTimeOffset Now => Time.GetUtcNow();

    public int SegmentBytes { get; init; } = 64 << 20;

    public JournalEngine Journal => (JournalEngine)Engine;

    public override bool CanBreakStore => true;

    public override void BreakStore() => Files.FailSyncs = true;

    public override ValueTask AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        return ValueTask.CompletedTask;
    }

    protected override IEngine Create() => new JournalEngine(
        new JournalOptions { Folder = Folder.Path, SegmentBytes = SegmentBytes, CheckpointBytes = 1L << 40, AcceptClockLeap = AcceptClockLeap },
        Time, epochs, Log, IsStored, Files);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Folder.Dispose();
    }
}
