namespace RealtimeHub.Server.Diagnostics;

/// <summary>One thing that must be well for clients to come.</summary>
internal interface IReadinessCheck
{
    /// <summary>Why clients must not come now, for people; null when all is well.</summary>
    string? Reason { get; }
}
