namespace RealtimeHub.Server.Diagnostics;

/// <summary>What is wrong without being a reason to send clients away.</summary>
internal interface IHealthWarnings
{
    /// <summary>As text for people, one entry a fault; anyone may read it.</summary>
    IEnumerable<string> Warnings { get; }
}
