namespace RealtimeHub.Server.Diagnostics;

/// <summary>The name of this server process.</summary>
internal sealed record NodeName(string Value)
{
    /// <summary>This life of the process: two nodes that were given one name have another, and so has the same node after a restart.</summary>
    public string Id { get; } = $"{Value}.{Guid.NewGuid().ToString("N")[..8]}";
}
