using System.Globalization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Hubs;
using RealtimeHub.Server.Modules.Chat;
using RealtimeHub.Server.Presence;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hosting;

/// <summary>Reads <c>Hub:…</c> once at the start; whatever is wrong refuses the start with one line that names the key.</summary>
internal static class HubOptionsReader
{
    private const string NamespacesSection = "Hub:Namespaces";
    private static readonly string[] Sections = ["DataPath", "Engine", "Node", "Auth", "Origins", "Namespaces", "Presence", "Limits", "Chat"];
    private static readonly string[] NamespaceKeys =
        ["Mode", "HistoryCount", "HistoryAge", "TombstoneAge", "Durability", "Subscribe", "Publish", "Signal", "Presence", "History"];

    /// <summary>Refuses what stands beside the options there are: a misspelt name would be a setting that has no effect.</summary>
    public static void RefuseUnknown(IConfiguration configuration) => OptionsBinding.RefuseUnknown(configuration.GetSection("Hub"), Sections);

    public static Namespaces ReadNamespaces(IConfiguration configuration, bool development)
    {
        var all = Namespaces.Defaults(development);
        foreach (var section in configuration.GetSection(NamespacesSection).GetChildren())
        {
            if (!ChannelName.IsNamespace(section.Key))
                throw new ConfigurationRefusedException(section.Path, "a namespace must match [a-z][a-z0-9-]{0,31}");
            if (!all.TryGetValue(section.Key, out var options))
                all[section.Key] = options = new NamespaceOptions().OpenTo(development ? Access.Anyone : Access.Authenticated);
            Fill(options, section);
        }

        return new Namespaces(all);
    }

    public static LimitOptions ReadLimits(IConfiguration configuration)
    {
        var options = OptionsBinding.Read<LimitOptions>(configuration.GetSection("Hub:Limits"));
        if (new LimitOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw ConfigurationRefusedException.FromLine(result.Failures!.First());
        return options;
    }

    public static PresenceOptions ReadPresence(IConfiguration configuration)
    {
        var options = OptionsBinding.Read<PresenceOptions>(configuration.GetSection("Hub:Presence"));
        if (options.Faults().FirstOrDefault() is { } fault)
            throw ConfigurationRefusedException.FromLine(fault);
        return options;
    }

    public static ChatOptions ReadChat(IConfiguration configuration)
    {
        var options = OptionsBinding.Read<ChatOptions>(configuration.GetSection("Hub:Chat"));
        if (options.Faults().FirstOrDefault() is { } fault)
            throw ConfigurationRefusedException.FromLine(fault);
        return options;
    }

    /// <summary><c>Hub:Node</c>; a name of its own for each start when it is absent.</summary>
    public static NodeName ReadNode(IConfiguration configuration)
    {
        const string key = "Hub:Node";
        if (configuration[key] is not { Length: > 0 } name)
            return new NodeName("node-" + Guid.NewGuid().ToString("N")[..8]);
        return name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? new NodeName(name)
            : throw new ConfigurationRefusedException(key, "takes 1 to 64 letters, digits, '-', '_' and '.'");
    }

    private static void Fill(NamespaceOptions options, IConfigurationSection section)
    {
        OptionsBinding.RefuseUnknown(section, NamespaceKeys);
        options.Mode = ReadWord(section, nameof(options.Mode), options.Mode);
        options.Durability = ReadWord(section, nameof(options.Durability), options.Durability);
        options.Subscribe = ReadWord(section, nameof(options.Subscribe), options.Subscribe);
        options.Publish = ReadWord(section, nameof(options.Publish), options.Publish);
        options.Signal = ReadWord(section, nameof(options.Signal), options.Signal);
        options.Presence = ReadWord(section, nameof(options.Presence), options.Presence);
        options.History = ReadWord(section, nameof(options.History), options.History);
        options.HistoryCount = ReadCount(section, nameof(options.HistoryCount), options.HistoryCount);
        options.HistoryAge = ReadAge(section, nameof(options.HistoryAge), options.HistoryAge);
        options.TombstoneAge = ReadAge(section, nameof(options.TombstoneAge), options.TombstoneAge)
            ?? throw new ConfigurationRefusedException(section.Path + ":TombstoneAge", "must not be unlimited");
    }

    private static T ReadWord<T>(IConfigurationSection section, string name, T otherwise)
        where T : struct, Enum
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        if (!text.Any(char.IsAsciiDigit) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
            return value;
        var words = string.Join(", ", Enum.GetNames<T>().Select(word => word.ToLowerInvariant()));
        throw new ConfigurationRefusedException($"{section.Path}:{name}", "must be one of " + words);
    }

    private static int ReadCount(IConfigurationSection section, string name, int otherwise)
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 10_000_000
            ? count
            : throw new ConfigurationRefusedException($"{section.Path}:{name}", "must be a number from 0 to 10000000");
    }

    private static TimeSpan? ReadAge(IConfigurationSection section, string name, TimeSpan? otherwise)
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        if (text.Equals("unlimited", StringComparison.OrdinalIgnoreCase))
            return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var age) && age > TimeSpan.Zero
            ? age
            : throw new ConfigurationRefusedException($"{section.Path}:{name}", "must be a time such as 00:30:00 or 7.00:00:00 (days), or unlimited");
    }

    // One key after the other: the binder's own texts speak of types of the program, and don't say which key was meant.
}
