namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>Where the values of a feed come from.</summary>
public enum FeedSourceKind
{
    /// <summary>Programs publish them.</summary>
    Publish,

    /// <summary>They are made up.</summary>
    Simulator,

    /// <summary>A file of comma-separated values is replayed.</summary>
    Csv,

    /// <summary>A file with a JSON object a line is replayed.</summary>
    Ndjson,

    /// <summary>A JSON document is asked for again and again.</summary>
    Http,

    /// <summary>A server sends JSON messages.</summary>
    WebSocket,
}
