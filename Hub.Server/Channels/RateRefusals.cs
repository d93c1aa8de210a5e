using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>The refusals of what a rate did not let through.</summary>
internal static class RateRefusals
{
    /// <summary>Refuses an act of a connection.</summary>
    public static Refusal Refuse(this ConnectionLimits limits, LimitedAct act, TimeSpan retryAfter)
    {
        var (what, perSecond) = limits.RateOf(act);
        return Refusal.RateLimited(what, retryAfter, perSecond);
    }

    /// <summary>Refuses a negotiation of a client that has broken the protocol too often, or whose address has.</summary>
    public static Refusal ForViolations(string? userId, TimeSpan retryAfter)
    {
        var who = userId is null ? "address" : "user";
        return new Refusal(
            ErrorCode.RateLimited,
            $"too many connections of this {who} broke the protocol; {ConnectionLimits.RetryText(retryAfter)}",
            new RefusalDetails { Reason = "violations", RetryAfterMs = ConnectionLimits.RetryAfterMs(retryAfter) });
    }

    /// <summary>Refuses a negotiation of an address.</summary>
    public static Refusal Refuse(this NegotiationRates rates, TimeSpan retryAfter) =>
        Refusal.RateLimited("new connections of this address", retryAfter, rates.PerSecond);
}
