namespace RealtimeHub.Server.Diagnostics;

/// <summary>The configuration is wrong, and the server can't start. The message is one line: the full key and what is wrong with its value.</summary>
internal sealed class InvalidConfigurationException(string key, string reason) : Exception($"{key}: {reason}")
{
    /// <summary>The configuration key, such as <c>Hub:Auth:Keys:0:Secret</c>.</summary>
    public string Key { get; } = key;

    /// <summary>From a validator's line, which begins with the key.</summary>
    public static InvalidConfigurationException FromLine(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return new InvalidConfigurationException(line[..space], line[(space + 1)..]);
    }
}
