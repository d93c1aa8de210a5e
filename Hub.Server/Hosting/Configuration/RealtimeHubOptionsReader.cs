using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting.Configuration;

/// <summary>Reads <c>Hub:…</c> once at the start.</summary>
internal static class RealtimeHubOptionsReader
{
    private const string JournalFolder = "journal";

    /// <param name="configuration">The whole configuration.</param>
    /// <param name="environment">Decides the defaults, and what paths are relative to.</param>
    /// <param name="hasSamples">Whether Development has simulated feeds.</param>
    /// <param name="configure">Has the last word over what the configuration says.</param>
    /// <exception cref="InvalidConfigurationException">A name is unknown or a value is wrong; the message is one line that names the key.</exception>
    public static RealtimeHubOptions Read(IConfiguration configuration, IHostEnvironment environment, bool hasSamples = true, Action<RealtimeHubOptions>? configure = null)
    {
        var options = new RealtimeHubOptions(environment.IsDevelopment(), hasSamples);
        OptionsBinder.Bind(configuration.GetSection(RealtimeHubOptions.Section), options);
        configure?.Invoke(options);
        var result = new RealtimeHubOptionsValidator().Validate(null, options);
        if (result.Failed)
            throw InvalidConfigurationException.FromLine($"{RealtimeHubOptions.Section}:{result.Failures.First()}");
        Complete(options, environment);
        return options;
    }

    private static void Complete(RealtimeHubOptions options, IHostEnvironment environment)
    {
        options.DataPath = Path.GetFullPath(Path.Combine(environment.ContentRootPath, options.DataPath));
        options.Journal.Folder = Path.Combine(options.DataPath, JournalFolder);
        if (options.Node.Length == 0)
            options.Node = "node-" + Guid.NewGuid().ToString("N")[..8];
    }
}
