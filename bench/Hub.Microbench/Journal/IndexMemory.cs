using System.Globalization;
using System.Text;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Shared;

namespace RealtimeHub.Microbench.Journal;

/// <summary>What the indexes take in memory: after they grew append by append, and after a start.</summary>
internal static class IndexMemory
{
    private const int AtOnce = 8_192;

    private static readonly IndexCase[] Cases =
    [
        new("none", 10_000, 100, 0),
        new("none", 100_000, 1, 0),
        new("none", 20_000, 10, 0),
        new("each its own", 100_000, 1, 1),
        new("each its own", 20_000, 10, 10),
        new("each its own", 2_000, 100, 100),
        new("each its own", 200, 1_000, 1_000),
        new("each its own", 2, 100_000, 100_000),
        new("each set 10 times", 20, 10_000, 1_000),
        new("each set 10 times, no log", 20, 10_000, 1_000) { HistoryCount = 0 },
    ];

    /// <summary>Ten characters, as many keys are.</summary>
    public static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number:D6}");

    public static string Run(string folder)
    {
        var table = new StringBuilder("""
            | channels | publications in each | their keys | stored in each | bytes a stored publication, grown | after a start |
            | --- | --- | --- | --- | --- | --- |

            """);
        for (var i = 0; i < Cases.Length; i++)
        {
            var (it, stored) = (Cases[i], Cases[i].Stored);
            var path = Path.Combine(folder, $"case-{i}");
            var (grown, started) = (Bytes("index-memory", path, $"{i}"), Bytes("memory", path));
            table.Append(CultureInfo.InvariantCulture,
                $"| {it.Channels:N0} | {it.Each:N0} | {it.Name} | {stored:N0} | {grown / it.Channels / stored:F0} | {started / it.Channels / stored:F0} |\n");
        }

        return table.Append("\nThe goals are 120 bytes a stored publication with 100 in a channel, and 1,024 a channel with one.\n").ToString();
    }

    private static double Bytes(params string[] args) => double.Parse(ChildProcess.Ask(args), CultureInfo.InvariantCulture);

    /// <summary>How many bytes the appends of a case take.</summary>
    public static async Task<long> MeasureGrownAsync(string folder, int number)
    {
        await using var engine = JournalLoad.Engine(folder);
        await engine.StartAsync(new JournalLoad.CountingListener(), CancellationToken.None);
        // What an engine keeps for its work is no channel's.
        await FillAsync(engine, "warm", new IndexCase("", 1, 50_000, 10) { HistoryCount = 10 });
        await FillAsync(engine, "gone", new IndexCase("", AtOnce, 10, 0) { Durability = Durability.None });
        var before = Settled();
        await FillAsync(engine, "measured", Cases[number]);
        return Settled() - before;
    }

    /// <summary>How many bytes an engine on this folder takes.</summary>
    public static async Task<long> MeasureStartedAsync(string folder)
    {
        var before = Settled();
        await using var engine = JournalLoad.Engine(folder);
        await engine.StartAsync(new JournalLoad.CountingListener(), CancellationToken.None);
        return Settled() - before;
    }

    private static async Task FillAsync(JournalEngine engine, string name, IndexCase it)
    {
        var batch = new List<Task>();
        for (var n = 0; n < it.Each; n++)
        {
            for (var channel = 0; channel < it.Channels; channel++)
            {
                var append = JournalLoad.Append(ChannelName.Of("bench", $"{name}-{channel:D6}"), it.Durability);
                var key = it.Keys > 0 ? Key(n % it.Keys) : null;
                batch.Add(engine.AppendAsync(append with
                {
                    Drafts = [append.Drafts[0] with { Key = key }],
                    Retention = append.Retention with { HistoryCount = it.HistoryCount },
                }, CancellationToken.None).AsTask());
                if (batch.Count < AtOnce)
                    continue;
                await Task.WhenAll(batch);
                batch.Clear();
            }
        }

        await Task.WhenAll(batch);
    }

    private static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed record IndexCase(string Name, int Channels, int Each, int Keys)
    {
        public int HistoryCount { get; init; } = 1_000_000;

        public Durability Durability { get; init; } = Durability.Relaxed;

        public int Stored => Math.Max(Math.Min(Each, HistoryCount), Keys);
    }
}
