namespace RealtimeHub.TestKit;

/// <summary>How a <see cref="ServerProcess"/> is started.</summary>
public sealed record ServerSettings
{
    /// <summary>The host environment.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The data folder; null makes one that goes with the process.</summary>
    public string? DataPath { get; init; }

    /// <summary>Configuration keys and their values, such as <c>Hub:Limits:CallsPerSecond</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>How many files the process may have open; null leaves it at this process's own limit.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>The program's assembly; null takes the built Hub.Server.</summary>
    public string? Assembly { get; init; }

    /// <summary>The same with one more configuration key.</summary>
    public ServerSettings With(string key, string value) =>
        this with { Options = new Dictionary<string, string>(Options) { [key] = value } };
}
