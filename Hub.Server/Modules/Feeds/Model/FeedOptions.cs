using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>One declared feed: <c>Hub:Feeds:&lt;name&gt;</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>Its name for people, at most 100 characters. Default: the feed's name.</summary>
    public string Title { get; set; } = "";

    /// <summary>What it tells, at most 500 characters. Default: nothing.</summary>
    public string Description { get; set; } = "";

    /// <summary>The most keys with a value, 1 to 1,000,000. Default: 100,000.</summary>
    public int MaxKeys { get; set; } = 100_000;

    /// <summary>How long its source may be silent before its values are marked as stale, 1 s to 30 days, or <c>unlimited</c> (null): never. Default: <c>unlimited</c>.</summary>
    public TimeSpan? StaleAfter { get; set; }

    /// <summary>The fields whose values ReadSeries has, separated by commas; empty, the default: all numbers, of the simulated market the prices.</summary>
    public string SeriesFields { get; set; } = "";

    /// <summary>The most series, one for each key and field, 0 to 100,000: each takes at most 27 KiB of memory. Default: 2,000.</summary>
    public int MaxSeries { get; set; } = 2_000;

    /// <summary>Where its values come from: <c>publish</c> (programs publish them), <c>simulator</c>, <c>csv</c>, <c>ndjson</c>, <c>http</c> or <c>websocket</c>. Default: <c>publish</c>.</summary>
    public FeedSourceKind Source { get; set; }

    /// <summary>The simulator, where that is the source. Defaults: below.</summary>
    public SimulatorOptions Simulator { get; } = new();

    /// <summary>The file that <c>csv</c> and <c>ndjson</c> replay.</summary>
    public ReplayOptions File { get; } = new();

    /// <summary>What <c>http</c> polls.</summary>
    public HttpSourceOptions Http { get; } = new();

    /// <summary>What <c>websocket</c> listens to.</summary>
    public WebSocketSourceOptions WebSocket { get; } = new();

    /// <summary>Its fields, at most 100: it takes no others. None, the default, leaves them to its values.</summary>
    public OptionsMap<FeedFieldOptions> Fields { get; } = new(() => new FeedFieldOptions());
}

/// <summary>One field of a declared feed.</summary>
public sealed class FeedFieldOptions
{
    /// <summary>What it holds: <c>number</c>, <c>string</c> or <c>boolean</c>. Default: <c>number</c>.</summary>
    public FeedFieldType Type { get; set; }

    /// <summary>The unit of its numbers, at most 32 characters. Default: none.</summary>
    public string Unit { get; set; } = "";
}
