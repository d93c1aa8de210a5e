using System.Globalization;

namespace RealtimeHub.Documents.Bench;

/// <summary>What the command line says.</summary>
/// <param name="Traces">The folder of the traces.</param>
/// <param name="Rounds">How often each thing is measured.</param>
/// <param name="Out">The file of the report; standard output when null.</param>
/// <param name="Only">The one trace to measure; all when null.</param>
internal sealed record BenchOptions(string Traces, int Rounds, string? Out, string? Only)
{
    public static BenchOptions? Parse(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i + 1 < args.Length; i += 2)
            given[args[i]] = args[i + 1];
        var traces = given.GetValueOrDefault("--traces");
        return traces is null ? null : new BenchOptions(
            traces, int.Parse(given.GetValueOrDefault("--rounds", "5"), CultureInfo.InvariantCulture), given.GetValueOrDefault("--out"), given.GetValueOrDefault("--only"));
    }
}
