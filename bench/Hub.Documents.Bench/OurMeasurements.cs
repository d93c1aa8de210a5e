using System.Diagnostics;

namespace RealtimeHub.Documents.Bench;

/// <summary>What was measured: milliseconds of each round by name, and bytes of a loaded document.</summary>
internal sealed record Measured(IReadOnlyDictionary<string, double[]> Times, double Memory);

/// <summary>The same as bench/peers/yjs/measure.mjs, with Hub.Documents.</summary>
internal sealed class OurMeasurements(Prepared trace, int rounds)
{
    private const int Some = 5_000;
    private readonly Dictionary<string, double[]> times = [];

    public static Measured Run(Prepared trace, int rounds) => new OurMeasurements(trace, rounds).Run();

    private Measured Run()
    {
        if (trace.Edits is not null)
            Measure("edits", () => new YDoc(), Edit, Check);
        Measure("apply", () => new YDoc(), document => Apply(document, trace.Updates), Check);
        Measure("load", () => new YDoc(), document => Apply(document, [trace.Snapshot]), Check);
        var all = Memories(trace.Updates);
        var some = Memories(trace.Updates.Take(Some));
        Measure("merge 5,000", () => some, YUpdate.Merge, _ => { });
        Measure("merge all", () => all, YUpdate.Merge, merged => Check(Apply(new YDoc(), [merged])));
        var loaded = Apply(new YDoc(), [trace.Snapshot]);
        var half = StateVector.Decode(trace.Half);
        Measure("diff", () => loaded, document => document.EncodeStateAsUpdate(half), _ => { });
        Measure("diff of bytes", () => trace.Snapshot, snapshot => YUpdate.Diff(snapshot, half), _ => { });
        Measure("encode", () => loaded, document => document.EncodeStateAsUpdate(), update => Expect(update.AsSpan().SequenceEqual(trace.Snapshot)));
        return new Measured(times, Memory());
    }

    private static YDoc Apply(YDoc document, IEnumerable<byte[]> updates)
    {
        foreach (var update in updates)
            document.ApplyUpdate(update);
        return document;
    }

    private static List<ReadOnlyMemory<byte>> Memories(IEnumerable<byte[]> updates) => [.. updates.Select(update => (ReadOnlyMemory<byte>)update)];

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("another document came out");
    }

    private void Check(YDoc document) => Expect(document.GetText("text").ToString() == trace.Text);

    private YDoc Edit(YDoc document)
    {
        var text = document.GetText("text");
        foreach (var edit in trace.Edits!)
        {
            if (edit.Deleted > 0)
                text.Delete(edit.Index, edit.Deleted);
            if (edit.Inserted.Length > 0)
                text.Insert(edit.Index, edit.Inserted);
        }

        return document;
    }

    private double Memory()
    {
        const int count = 20;
        var before = GC.GetTotalMemory(true);
        var documents = Enumerable.Range(0, count).Select(_ => Apply(new YDoc(), [trace.Snapshot])).ToArray();
        var after = GC.GetTotalMemory(true);
        GC.KeepAlive(documents);
        return (double)(after - before) / count;
    }

    private void Measure<TInput, TOutput>(string name, Func<TInput> prepare, Func<TInput, TOutput> run, Action<TOutput> done)
    {
        // Two rounds warm up: the compiler replaces what is hot in the background.
        const int warmUp = 2;
        var measured = new double[rounds];
        for (var round = -warmUp; round < rounds; round++)
        {
            var input = prepare();
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            var output = run(input);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (round >= 0)
                measured[round] = elapsed;
            done(output);
        }

        times[name] = measured;
    }
}
