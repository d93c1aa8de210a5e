using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Microbench;

/// <summary>One thing to measure: does it the given number of times.</summary>
internal sealed record Measured(string Group, string Name, Action<int> Repeat);

/// <summary>Measures several things in interleaved rounds, so that a slow minute of the machine hits all of them.</summary>
internal sealed class Rounds(IReadOnlyList<Measured> subjects, int rounds)
{
    private const int SampleMs = 300;

    private readonly List<double>[] nanoseconds = [.. subjects.Select(_ => new List<double>())];
    private readonly double[] bytes = new double[subjects.Count];

    public void Run()
    {
        var repeats = subjects.Select(Calibrate).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < subjects.Count; i++)
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var start = Stopwatch.GetTimestamp();
                subjects[i].Repeat(repeats[i]);
                nanoseconds[i].Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats[i]);
                bytes[i] = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / repeats[i];
            }
        }
    }

    /// <summary>A table in Markdown; within a group the first is what the others are compared with.</summary>
    public string Table()
    {
        var table = new StringBuilder("| what | how | ns, median (min–max) | bytes allocated | beside the first |\n| --- | --- | --- | --- | --- |\n");
        for (var i = 0; i < subjects.Count; i++)
        {
            var first = Enumerable.Range(0, subjects.Count).First(other => subjects[other].Group == subjects[i].Group);
            table.Append(CultureInfo.InvariantCulture, $"| {subjects[i].Group} | {subjects[i].Name} | {Median(i):F0} ({nanoseconds[i].Min():F0}–{nanoseconds[i].Max():F0}) | {bytes[i]:F0} | {Median(i) / Median(first):F2} |\n");
        }

        return table.ToString();
    }

    // Warm first: the compiler replaces what is hot while it runs, in the background.
    private static int Calibrate(Measured subject)
    {
        for (var left = 5; left > 0; left--)
            subject.Repeat(20_000);
        var start = Stopwatch.GetTimestamp();
        subject.Repeat(20_000);
        return (int)Math.Max(1_000, 20_000 * SampleMs / Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private double Median(int subject)
    {
        var sorted = nanoseconds[subject].Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
