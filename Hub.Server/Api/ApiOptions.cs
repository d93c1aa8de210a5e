namespace RealtimeHub.Server.Api;

/// <summary>The HTTP API: <c>Hub:Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>Bytes of a request's body; a body of lines has no limit. From 1 KiB to 128 MiB, default 1 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Channels of one broadcast; from 1 to 100,000, default 1,000.</summary>
    public int MaxBroadcastChannels { get; set; } = 1_000;

    /// <summary>Publications of one batch; from 1 to 100,000, default 1,000.</summary>
    public int MaxBatchPublications { get; set; } = 1_000;

    /// <summary>Entries of a page of channels or connections; from 1 to 100,000, default 1,000.</summary>
    public int MaxPageEntries { get; set; } = 1_000;

    /// <summary>Whether <c>/reference</c> shows a page on which the API can be read and tried; default true in Development only.</summary>
    public bool ShowPage { get; set; }
}
