namespace RealtimeHub.Server.Hosting.Embedding;

/// <summary>What <c>MapRealtimeHub</c> maps beside the hub at <c>/hub</c>, sign-in at <c>/auth/guest</c> and <c>/auth/options</c>, and documents at <c>/yjs</c>.</summary>
public sealed class RealtimeHubEndpoints
{
    /// <summary>The HTTP API at <c>/api/v1</c>, for programs with a key of <c>Hub:ApiKeys</c>. Default: true.</summary>
    public bool Api { get; set; } = true;

    /// <summary><c>/health/live</c> (the process answers) and <c>/health/ready</c> (clients may connect). Default: true.</summary>
    public bool Health { get; set; } = true;

    /// <summary>
    /// The server's pages: <c>/</c>, <c>/chat</c>, <c>/live</c>, <c>/editor</c> and <c>/admin</c> with what they load from <c>/assets</c>, wherever the application has no endpoint of
    /// its own. Default: false.
    /// </summary>
    public bool Pages { get; set; }
}
