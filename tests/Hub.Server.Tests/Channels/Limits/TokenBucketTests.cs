using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Tests.Channels.Limits;

public class TokenBucketTests
{
    [Fact]
    public void TryTake_AfterQuiet_GivesTheBurstThenTheRate()
    {
        var bucket = new TokenBucket(50, 100, TimeSpan.Zero);
        Assert.Equal(100, TakeAll(bucket, TimeSpan.Zero));
        Assert.False(bucket.TryTake(TimeSpan.Zero, out var retryAfter));
        Assert.Equal(20, retryAfter.TotalMilliseconds, 3);
        Assert.Equal(1, TakeAll(bucket, TimeSpan.FromMilliseconds(20)));
        Assert.Equal(50, TakeAll(bucket, TimeSpan.FromMilliseconds(1020)));
        Assert.Equal(100, TakeAll(bucket, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Has_BeforeAndAfterTheBurst_SaysWhatTryTakeWouldAndTakesNothing()
    {
        var bucket = new TokenBucket(50, 2, TimeSpan.Zero);
        for (var n = 0; n < 10; n++)
            Assert.True(bucket.Has(2, TimeSpan.Zero, out _));
        Assert.Equal(2, TakeAll(bucket, TimeSpan.Zero));

        Assert.False(bucket.Has(1, TimeSpan.Zero, out var retryAfter));
        Assert.Equal(20, retryAfter.TotalMilliseconds, 3);
        Assert.True(bucket.Has(1, retryAfter, out _));
    }

    [Fact]
    public void TryTake_AfterTheWaitItTold_IsGranted()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var now = TimeSpan.FromSeconds(random.NextDouble() * 1e6);
            var bucket = new TokenBucket((random.NextDouble() * 300) + 0.01, random.Next(1, 50), now);
            TakeAll(bucket, now);
            now += TimeSpan.FromMilliseconds(random.NextDouble() * 3);
            TakeAll(bucket, now);
            Assert.False(bucket.TryTake(now, out var retryAfter));
            Assert.True(bucket.TryTake(now + retryAfter + TimeSpan.FromTicks(1), out _), $"round {round}");
        }
    }

    [Fact]
    public void TryTake_Refused_CostsNothing()
    {
        var bucket = new TokenBucket(1, 1, TimeSpan.Zero);
        Assert.True(bucket.TryTake(TimeSpan.Zero, out _));
        for (var i = 0; i < 100; i++)
            Assert.False(bucket.TryTake(TimeSpan.FromMilliseconds(i), out _));
        Assert.True(bucket.TryTake(TimeSpan.FromSeconds(1), out _));
    }

    [Fact]
    public void TryTake_RateZero_IsNeverRefused()
    {
        var bucket = new TokenBucket(0, 1, TimeSpan.Zero);
        for (var i = 0; i < 10_000; i++)
            Assert.True(bucket.TryTake(TimeSpan.Zero, out _));
    }

    [Fact]
    public void TryTake_Several_AllOrNone()
    {
        var bucket = new TokenBucket(10, 10, TimeSpan.Zero);
        Assert.True(bucket.TryTake(8, TimeSpan.Zero, out _));
        Assert.False(bucket.TryTake(3, TimeSpan.Zero, out var retryAfter));
        Assert.Equal(100, retryAfter.TotalMilliseconds, 3);
        Assert.True(bucket.TryTake(2, TimeSpan.Zero, out _));
    }

    [Fact]
    public void TryTake_MoreThanTheBurst_IsPaidForAfterwards()
    {
        var bucket = new TokenBucket(10, 10, TimeSpan.Zero);
        Assert.True(bucket.TryTake(30, TimeSpan.Zero, out _));
        Assert.False(bucket.TryTake(TimeSpan.FromSeconds(2), out var retryAfter));
        Assert.Equal(0.1, retryAfter.TotalSeconds, 6);
    }

    [Fact]
    public void TryTake_ClockGoesBack_AddsNothing()
    {
        var bucket = new TokenBucket(10, 1, TimeSpan.FromSeconds(10));
        Assert.True(bucket.TryTake(TimeSpan.FromSeconds(10), out _));
        Assert.False(bucket.TryTake(TimeSpan.FromSeconds(5), out _));
        Assert.False(bucket.TryTake(TimeSpan.FromSeconds(10), out _));
        Assert.True(bucket.TryTake(TimeSpan.FromSeconds(10.1), out _));
    }

    [Fact]
    public void IsFull_AfterRefilling_IsTrue()
    {
        var bucket = new TokenBucket(10, 30, TimeSpan.Zero);
        Assert.True(bucket.IsFull(TimeSpan.Zero));
        TakeAll(bucket, TimeSpan.Zero);
        Assert.False(bucket.IsFull(TimeSpan.FromSeconds(2.9)));
        Assert.True(bucket.IsFull(TimeSpan.FromSeconds(3)));
    }

    private static int TakeAll(TokenBucket bucket, TimeSpan now)
    {
        var taken = 0;
        while (bucket.TryTake(now, out _))
            taken++;
        return taken;
    }
}
