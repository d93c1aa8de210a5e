using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RealtimeHub.Documents.Bench;

/// <summary>The results as Markdown.</summary>
internal sealed class Report(int rounds)
{
    private static readonly (string Name, string What)[] Rows =
    [
        ("edits", "type it, each change a transaction"), ("apply", "apply all single updates, one after another"), ("load", "load from one update"),
        ("merge 5,000", "merge the first 5,000 single updates, without a document"), ("merge all", "merge all single updates"),
        ("diff", "diff of a document against half its state"), ("diff of bytes", "diff of an update against half its state, without a document"), ("encode", "encode the document"),
    ];

    private readonly StringBuilder text = new();

    public void Add(string name, Prepared trace, Measured ours, Measured yjs, Measured ywasm)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{trace.Updates.Length:N0} updates, {trace.Text.Length:N0} UTF-16 units in the end, {trace.Snapshot.Length:N0} bytes as one update.\n\n");
        text.Append("| ms, median (min–max) | Hub.Documents | yjs | ywasm | yjs beside ours | ywasm beside ours |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var (row, what) in Rows)
        {
            if (ours.Times.TryGetValue(row, out var times))
                text.Append(CultureInfo.InvariantCulture, $"| {what} | {Cell(times)} | {Cell(yjs.Times.GetValueOrDefault(row))} | {Cell(ywasm.Times.GetValueOrDefault(row))} | {Ratio(yjs, row, times)} | {Ratio(ywasm, row, times)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"| *memory of the loaded document, KiB* | {ours.Memory / 1024:N0} | {yjs.Memory / 1024:N0} | {ywasm.Memory / 1024:N0} | {yjs.Memory / ours.Memory:F1} | {ywasm.Memory / ours.Memory:F1} |\n");
    }

    public void Write(string? file)
    {
        var report = $"""
            # Documents: Hub.Documents beside npm's yjs and ywasm

            {Machine()}

            {rounds} rounds of each after warm-up; every document came out as the trace's end. Times beside ours are how many times as long the other takes. Merging all single updates takes `YUpdate.Merge` here; yjs and
            ywasm apply them to one document in one transaction and encode it, because yjs's `mergeUpdates` takes minutes for so many and ywasm exports none. Memory is the growth of the heap by 20 loaded documents, for ywasm of its WebAssembly memory.

            """ + text;
        if (file is null)
            Console.Write(report);
        else
            File.WriteAllText(file, report);
    }

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC. Load of the machine: {Load()}.");

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

    private static string Cell(double[]? times) =>
        times is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Median(times):F1} ({times.Min():F1}–{times.Max():F1})");

    private static string Ratio(Measured other, string row, double[] ours) =>
        other.Times.TryGetValue(row, out var times) ? string.Create(CultureInfo.InvariantCulture, $"{Median(times) / Median(ours):F1}") : "–";
}
