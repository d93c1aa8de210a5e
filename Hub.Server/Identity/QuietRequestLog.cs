using Microsoft.Extensions.Options;

namespace RealtimeHub.Server.Identity;

/// <summary>
/// Silences the host's line per request, which holds the whole query and so the <c>access_token</c>. No configuration
/// brings it back: a rule is added for every log provider that has rules of its own.
/// </summary>
internal sealed class QuietRequestLog : IPostConfigureOptions<LoggerFilterOptions>
{
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList();
        foreach (var provider in providers)
            options.Rules.Add(new LoggerFilterRule(provider, Category, LogLevel.Warning, filter: null));
    }
}
