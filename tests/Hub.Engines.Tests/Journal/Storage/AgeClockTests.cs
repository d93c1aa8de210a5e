using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Engines.Tests.Journal.Storage;

public sealed class AgeClockTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private readonly HeldUpTime time = new();

    [Fact]
    public void Look_OfAThreadThatIsHeldUpBetweenTheClocks_FindsNoLeap()
    {
        var ages = new AgeClock(time, TimeSpan.FromHours(1));
        ages.Begin(0, TimeSpan.Zero);
        time.HoldUpBy = Pause;

        Assert.False(ages.Look(out var leap));
        Assert.Equal(TimeSpan.Zero, leap);
        Assert.False(ages.Look(out leap));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (leap, ages.Lag));
        Assert.Equal(time.Wall, ages.Now());
    }

    [Fact]
    public void Look_AfterTheClockLeapt_StaysBehindByIt()
    {
        var ages = new AgeClock(time, TimeSpan.FromHours(1));
        ages.Begin(0, TimeSpan.Zero);
        time.Leap(Pause);

        Assert.True(ages.Look(out var leap));
        Assert.Equal((Pause, Pause), (leap, ages.Lag));
    }

    /// <summary>Its thread may be held up right after it has looked at the time of day.</summary>
    private sealed class HeldUpTime : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(50);
        private long stamp = 1_000;

        public TimeSpan HoldUpBy { get; set; }

        public long Wall => now.ToUnixTimeMilliseconds();

        public override long TimestampFrequency => 1_000;

        public void Leap(TimeSpan by) => now += by;

        public override DateTimeOffset GetUtcNow()
        {
            var seen = now;
            now += HoldUpBy;
            stamp += (long)HoldUpBy.TotalMilliseconds;
            HoldUpBy = TimeSpan.Zero;
            return seen;
        }

        public override long GetTimestamp() => stamp;
    }
}
