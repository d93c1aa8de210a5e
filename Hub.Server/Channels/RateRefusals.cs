using RealtimeHub.Server.Channels.Limits;

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

    /// <summary>Refuses a negotiation of an address.</summary>
    public static Refusal Refuse(this NegotiationRates rates, TimeSpan retryAfter) =>
        Refusal.RateLimited("new connections of this address", retryAfter, rates.PerSecond);
}
