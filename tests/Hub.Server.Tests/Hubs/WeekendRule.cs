using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

/// <summary>On weekends only the staff may publish; all else everyone may.</summary>
public sealed class WeekendRule(TimeProvider time) : IChannelAuthorizer
{
    public ValueTask<bool> IsAllowedAsync(ChannelCaller caller, ChannelName channel, ChannelRights right, CancellationToken cancellationToken)
    {
        var isWeekend = time.GetUtcNow().DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var isStaff = caller.UserId?.StartsWith("staff-", StringComparison.Ordinal) == true;
        return new(right != ChannelRights.Publish || !isWeekend || isStaff);
    }
}
