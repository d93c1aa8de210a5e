using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Hubs;

public class FailuresTests
{
    private readonly Failures failures = new(NullLogger<Failures>.Instance);

    [Fact]
    public void ToRefusal_OfAnEngineThatIsAway_SaysThatNothingWasStored()
    {
        var refusal = failures.ToRefusal(new EngineUnavailableException("away"), "Publish");

        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        Assert.Contains("nothing was stored", refusal.Text, StringComparison.Ordinal);
        Assert.Null(refusal.Details);
    }

    [Fact]
    public void ToRefusal_OfALostAnswer_SaysThatItMayBeStored()
    {
        var refusal = failures.ToRefusal(new EngineUnavailableException("late") { MayBeStored = true }, "Publish");

        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        Assert.Contains("may be stored", refusal.Text, StringComparison.Ordinal);
        Assert.Equal("outcome_unknown", refusal.Details?.Reason);
    }

    [Fact]
    public void ToRefusal_OfAnythingElse_IsMasked()
    {
        var refusal = failures.ToRefusal(new InvalidOperationException("secret"), "Publish");

        Assert.Equal(ErrorCode.Internal, refusal.Code);
        Assert.DoesNotContain("secret", refusal.Text, StringComparison.Ordinal);
    }
}
