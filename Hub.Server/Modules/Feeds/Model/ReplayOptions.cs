namespace RealtimeHub.Server.Modules.Feeds.Model;

/// <summary>A file that is replayed: <c>Hub:Feeds:&lt;name&gt;:File</c>.</summary>
public sealed class ReplayOptions
{
    /// <summary>The file, absolute or relative to the content root. Default: none; required.</summary>
    public string Path { get; set; } = "";

    /// <summary>The column or member with the key. Default: <c>key</c>.</summary>
    public string Key { get; set; } = "key";

    /// <summary>The column or member with the time of a row: ISO 8601, or Unix seconds or milliseconds. Default: none, a row an <see cref="Interval"/>.</summary>
    public string Time { get; set; } = "";

    /// <summary>The time from row to row where rows have none, 0 to 1 day. Default: 1 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many times faster than it happened, 0 to 1,000,000; 0 is as fast as possible. Default: 1.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Whether it begins again after the end. Default: false.</summary>
    public bool Loop { get; set; }
}
