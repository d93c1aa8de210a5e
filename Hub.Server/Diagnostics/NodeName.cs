namespace RealtimeHub.Server.Diagnostics;

/// <summary>The name of this server process.</summary>
internal sealed record NodeName(string Value);
