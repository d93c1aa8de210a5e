using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting.Configuration;

/// <summary>Reads <c>Hub:…</c> once at the start.</summary>
internal static class RealtimeHubOptionsReader
{
    private const string JournalFolder = "journal";

    /// <exception cref="InvalidConfigurationException">A name is unknown or a value is wrong; the message is one line that names the key.</exception>
    public static RealtimeHubOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = new RealtimeHubOptions(environment.IsDevelopment());
        OptionsBinder.Bind(configuration.GetSection(RealtimeHubOptions.Section), options);
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
