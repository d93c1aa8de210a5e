using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Clocks that are far from what the journal knows: nothing is dropped for its age before they are confirmed.</summary>
public sealed class ClockLeapTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly Retention ADay = JournalCalls.Keep with { HistoryAge = TimeSpan.FromDays(1), TombstoneAge = TimeSpan.FromDays(1) };
    private readonly JournalHarness harness = new();

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(24 * 365 * 2)]
    public async Task Start_WithTheClockAhead_SaysSoAndDropsNothingForItsAge(int hours)
    {
        var first = await WriteAsync();

        await RestartAfterAsync(TimeSpan.FromHours(hours));

        Assert.Contains(harness.Log.Warnings, line => line.Contains("clock", StringComparison.Ordinal) && line.Contains("AcceptClockLeap", StringComparison.Ordinal));
        await CheckKeptAsync(first);
        // Nor does another start confirm it.
        await RestartAfterAsync(TimeSpan.FromSeconds(1));
        await CheckKeptAsync(first);
    }

    [Fact]
    public async Task Start_AfterAKillWithTheClockAhead_DropsNothingForItsAge()
    {
        var first = await WriteAsync();
        var killed = harness.Folder.Copy("killed");

        // The machine's clock is years ahead of this test's.
        await using var engine = await CrashedFolder.OpenAsync(killed);

        Assert.Equal(["a", "b"], (await engine.ReadAsync(Room)).Texts());
        Assert.Equal([new Appended(first, Duplicate: true)], (await engine.AppendAsync(Room, "a", retention: ADay, idempotencyKey: "k")).Drafts);
    }

    [Fact]
    public async Task Start_WithTheClockAheadThatRunsOn_FollowsItAfterAWhile()
    {
        await WriteAsync();
        await RestartAfterAsync(TimeSpan.FromDays(800));
        for (var i = 0; i < 14; i++)
            await harness.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await harness.Engine.ReadAsync(Room)).Publications.Count);

        await TestTimeout.Until(async () =>
        {
            await harness.AdvanceAsync(TimeSpan.FromSeconds(30));
            return (await harness.Engine.ReadAsync(Room)).Publications.Count == 0;
        });

        Assert.Equal(2, (await harness.Engine.ReadAsync(Room)).Head);
        Assert.Contains(harness.Log.Lines, line => line.Text.Contains("run on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_WithTheLeapAccepted_DropsAtOnce()
    {
        await WriteAsync();
        harness.AcceptClockLeap = true;

        await RestartAfterAsync(TimeSpan.FromDays(800));

        Assert.Empty((await harness.Engine.ReadAsync(Room)).Publications);
    }

    [Fact]
    public async Task Start_WithTheClockBehind_SaysSoAndDropsNothing()
    {
        await harness.AdvanceAsync(TimeSpan.FromDays(400));
        var first = await WriteAsync();

        await harness.Engine.DisposeAsync();
        harness.Time = new FakeTimeProvider(harness.Time.GetUtcNow() - TimeSpan.FromDays(300));
        await harness.OpenAsync();

        Assert.Contains(harness.Log.Warnings, line => line.Contains("behind", StringComparison.Ordinal));
        await CheckKeptAsync(first);
        Assert.Equal(3, (await harness.Engine.AppendAsync(Room, "c", retention: ADay)).Head.Offset);
        // The clock is put right again, which is a leap ahead by as much, and no publication is older than it looks.
        await harness.Engine.DisposeAsync();
        harness.Time = new FakeTimeProvider(harness.Time.GetUtcNow() + TimeSpan.FromDays(300));
        await harness.OpenAsync();
        Assert.Equal(["a", "b", "c"], (await harness.Engine.ReadAsync(Room)).Texts());
    }

    [Fact]
    public async Task Clock_ThatLeapsWhileTheServerRuns_DropsNothingForItsAge()
    {
        await harness.Engine.DisposeAsync();
        var time = new LeapingTime();
        harness.Time = time;
        await harness.OpenAsync();
        var first = await WriteAsync();

        time.Leap = TimeSpan.FromDays(800);
        await CheckKeptAsync(first);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(2));

        await TestTimeout.Until(() => harness.Log.Warnings.Any(line => line.Contains("ahead", StringComparison.Ordinal)));
        await CheckKeptAsync(first);
    }

    [Fact]
    public async Task Start_AfterAnOrdinaryRestart_SaysNothingAndDropsWhatIsOld()
    {
        await WriteAsync();
        await harness.AdvanceAsync(TimeSpan.FromHours(25));

        await RestartAfterAsync(TimeSpan.FromSeconds(5));

        Assert.Empty((await harness.Engine.ReadAsync(Room)).Publications);
        Assert.Empty(harness.Log.Warnings);
    }

    // The wall's clock leaps; time passes as ever.
    private sealed class LeapingTime : FakeTimeProvider
    {
        public TimeSpan Leap { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Leap;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    private async Task<Position> WriteAsync()
    {
        var first = (await harness.Engine.AppendAsync(Room, "a", retention: ADay, idempotencyKey: "k")).Head;
        await harness.Engine.AppendAsync(Room, "b", retention: ADay);
        return first;
    }

    private async Task RestartAfterAsync(TimeSpan pause)
    {
        await harness.Engine.DisposeAsync();
        harness.Time = new FakeTimeProvider(harness.Time.GetUtcNow() + pause);
        await harness.OpenAsync();
    }

    private async Task CheckKeptAsync(Position first)
    {
        Assert.Equal(["a", "b"], (await harness.Engine.ReadAsync(Room)).Texts());
        Assert.Equal([new Appended(first, Duplicate: true)],
            (await harness.Engine.AppendAsync(Room, "a", retention: ADay, idempotencyKey: "k")).Drafts);
    }
}
