using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Channels.Traces;

public sealed class RecentTracesTests
{
    private readonly RecentTraces traces = new(new TraceOptions { Refusals = 3 }, new FakeTimeProvider());

    [Fact]
    public void Refusals_MoreThanAreKept_AreTheNewest()
    {
        for (var n = 0; n < 10; n++)
            Refuse("topic:a", "ann", "m" + n);

        Assert.Equal(["m9", "m8", "m7"], traces.Refusals("topic:a", null, 100).Select(one => one.Message));
        Assert.Single(traces.Refusals("topic:a", "ann", 1));
    }

    [Fact]
    public void Refusals_OfAChannelAndAUser_AreThoseOnly()
    {
        Refuse("topic:a", "ann", "1");
        Refuse("topic:a", null, "2");
        Refuse("topic:b", "ann", "3");

        Assert.Equal(["2", "1"], traces.Refusals("topic:a", null, 100).Select(one => one.Message));
        Assert.Equal(["1"], traces.Refusals("topic:a", "ann", 100).Select(one => one.Message));
    }

    [Fact]
    public void Refuse_ANameOfAnySize_IsNotKeptBeyondItsLimit()
    {
        Refuse(new string('a', 257), "ann", "1");

        Assert.Empty(traces.Refusals(new string('a', 257), null, 100));
    }

    [Fact]
    public void Validate_RangesOfTheOptions_AreChecked()
    {
        var faults = new TraceOptionsValidator().Validate(null, new TraceOptions { DeliveriesPerConnection = -1, EndedSubscriptions = 100_001, Refusals = -5 });

        Assert.Equal(3, faults.Failures!.Count());
    }

    private void Refuse(string channel, string? userId, string message) => traces.Refuse("publish", channel, userId, null, "c1", ErrorCode.PermissionDenied, message, null);
}
