using System.Globalization;
using System.Text.RegularExpressions;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>What <c>/metrics</c> says.</summary>
internal sealed partial class MetricsPage(string text)
{
    private readonly List<(string Name, string Labels, double Value)> samples =
        [.. from line in text.Split('\n')
            where line.Length > 0 && line[0] != '#'
            let sample = Sample().Match(line)
            select (sample.Groups[1].Value, sample.Groups[2].Value, double.Parse(sample.Groups[3].ValueSpan, CultureInfo.InvariantCulture))];

    /// <summary>The names of all samples.</summary>
    public IEnumerable<string> Names => samples.Select(sample => sample.Name).Distinct();

    public static async Task<MetricsPage> ReadAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server };
        return new MetricsPage(await http.GetStringAsync("metrics"));
    }

    /// <summary>The sum of a metric's samples that have a label; 0 without any.</summary>
    public double Sum(string name, string label = "") =>
        samples.Where(sample => sample.Name == name && sample.Labels.Contains(label, StringComparison.Ordinal)).Sum(sample => sample.Value);

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)")]
    private static partial Regex Sample();
}
