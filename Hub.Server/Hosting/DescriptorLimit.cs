using System.Globalization;
using RealtimeHub.Server.Diagnostics;

namespace RealtimeHub.Server.Hosting;

/// <summary>
/// How many files this process may have open. Too few, and it would end anywhere in its start: the runtime keeps every assembly open, some 270 of them
/// with the journal's files, and reports one that can't be opened as missing, or as a lack of memory.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>What a start takes, and a little for connections.</summary>
    public const long Least = 400;

    private const string Limits = "/proc/self/limits";
    private const string Name = "Max open files";

    /// <exception cref="InvalidConfigurationException">The limit is too low.</exception>
    public static void Check()
    {
        // The runtime raises the soft limit to the hard one, so that there is one left. Other systems have no such file.
        if (File.Exists(Limits) && Read(File.ReadLines(Limits)) is { } limit && limit < Least)
            throw new InvalidConfigurationException("file descriptors", $"this process may have {limit} open and takes at least {Least}; raise the limit (ulimit -n, or LimitNOFILE= of systemd)");
    }

    /// <summary>The soft limit; null when there is none.</summary>
    public static long? Read(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
