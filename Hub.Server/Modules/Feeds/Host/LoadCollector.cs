using System.Globalization;

namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>How many threads want to run, on average over 1, 5 and 15 minutes. Only Linux tells.</summary>
internal sealed class LoadCollector(ProcFiles files) : IHostCollector
{
    public IEnumerable<HostReading> Collect(TimeSpan now) =>
        files.Read("loadavg") is { } text && Parse(text) is { } figures ? [new HostReading("load", figures)] : [];

    /// <summary>Reads <c>/proc/loadavg</c>: three averages, then running/all of what the scheduler knows.</summary>
    public static IReadOnlyList<Figure>? Parse(string text)
    {
        var words = ProcFiles.Words(text.Trim());
        if (words.Length < 4 || words[3].Split('/') is not [_, var all])
            return null;
        return TryAverage(words[0], out var one) && TryAverage(words[1], out var five) && TryAverage(words[2], out var fifteen)
            ? [new("load1", one), new("load5", five), new("load15", fifteen), new("processes", ProcFiles.Counter(all))]
            : null;
    }

    private static bool TryAverage(string word, out double average) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out average);
}
