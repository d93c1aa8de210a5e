using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Where a replay begins, and what the subscriber will miss.</summary>
/// <param name="Start">Everything after it is replayed.</param>
/// <param name="Head">The head when the plan was made.</param>
internal sealed record ReplayPlan(Position Start, long Head)
{
    /// <summary>True only if the subscriber said where it was and nothing is missing.</summary>
    public bool Recovered { get; init; }

    public Gap? Gap { get; init; }

    /// <summary>State mode: values that were removed before the plan was made need not be told.</summary>
    public bool IsWholeState { get; init; }
}

/// <summary>What a replay came to.</summary>
/// <param name="Position">Everything up to here has been written, and the subscription is live from here.</param>
/// <param name="Recovered">Whether the subscriber said where it was and nothing is missing.</param>
/// <param name="Gap">What is missing.</param>
internal sealed record Replayed(Position Position, bool Recovered, Gap? Gap);
