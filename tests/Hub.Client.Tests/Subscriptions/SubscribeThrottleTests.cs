using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Tests.Subscriptions;

public sealed class SubscribeThrottleTests
{
    [Fact]
    public void Refused_RateLimited_WaitsOnceAndAsksForFewer()
    {
        var throttle = new SubscribeThrottle();
        throttle.Refused(new HubCallException(ErrorCode.RateLimited, "too many", TimeSpan.FromSeconds(2)));
        throttle.Refused(new HubCallException(ErrorCode.RateLimited, "too many", TimeSpan.FromSeconds(1)));
        Assert.Equal((SubscribeThrottle.SmallBatch, TimeSpan.FromSeconds(2)), (throttle.BatchSize, throttle.TakeWait()));
        Assert.Equal(TimeSpan.Zero, throttle.TakeWait());
    }

    [Fact]
    public void Refused_ForAnotherReason_ChangesNothing()
    {
        var throttle = new SubscribeThrottle();
        throttle.Refused(new HubCallException(ErrorCode.PermissionDenied, "no"));
        Assert.Equal((SubscribeThrottle.MaxBatch, TimeSpan.Zero), (throttle.BatchSize, throttle.TakeWait()));
    }
}
