namespace RealtimeHub.Server.Identity;

/// <summary>A key of a program that uses the HTTP API: <c>Hub:ApiKeys:0</c> and so on.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>What an administrator may publish without a key, too.</summary>
    public const int DefaultUpdatesPerSecond = 20_000;

    /// <summary>What the key is called in logs, 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. Default: none; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The key as programs send it in <c>X-API-Key</c>, at least 16 characters, or <c>sha256:</c> and its hash in 64 hexadecimal digits. Default: none; required.</summary>
    public string Key { get; set; } = "";

    /// <summary>What it may do, separated by commas: <c>publish</c>, <c>read</c>, <c>admin</c> (everything). Default: nothing; required.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>How many feed updates a second it may publish, a second's worth at once after a quiet time; 0 lifts the limit. Default: 20,000.</summary>
    public int UpdatesPerSecond { get; set; } = DefaultUpdatesPerSecond;
}
