namespace RealtimeHub.Server.Diagnostics;

/// <summary>One condition of readiness.</summary>
internal interface IReadinessCheck
{
    /// <summary>Why clients must not connect now, as text for people; null when they may.</summary>
    string? Reason { get; }
}
