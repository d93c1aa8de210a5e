using System.Diagnostics;
using System.Globalization;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Shared;

namespace RealtimeHub.Microbench.Journal;

/// <summary>How long a start takes with 1,000,000 publications in 10,000 channels, and what the indexes cost.</summary>
internal static class StartAndMemory
{
    private const int Publications = 1_000_000;
    private const int Channels = 10_000;
    private const int IdleChannels = 100_000;

    public static async Task<string> RunAsync(string folder, int rounds)
    {
        var full = Path.Combine(folder, "full");
        await FillAsync(full, Channels, Publications / Channels, keyed: false);
        var with = new List<double>();
        var without = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            with.Add(await StartAsync(full));
            File.Delete(Path.Combine(full, "checkpoint"));
            without.Add(await StartAsync(full));
        }

        var perPublication = Memory(full);
        var idle = Path.Combine(folder, "idle");
        await FillAsync(idle, IdleChannels, 1, keyed: false);
        var keyed = Path.Combine(folder, "keyed");
        await FillAsync(keyed, 1_000, 100, keyed: true);
        var (idleBytes, keyedBytes) = (Memory(idle), Memory(keyed));
        var size = new DirectoryInfo(full).GetFiles("*.segment").Sum(file => file.Length);
        return string.Create(CultureInfo.InvariantCulture, $"""
            | what | measured | goal |
            | --- | --- | --- |
            | start with {Publications:N0} publications in {Channels:N0} channels ({size / 1_000_000:N0} MB), with a checkpoint | {Range(with)} s | 2 s |
            | the same without one | {Range(without)} s | 10 s |
            | managed memory a stored publication, 100 a channel, the channel included | {(double)perPublication / Publications:F0} bytes | 120 |
            | managed memory an idle channel with one publication | {(double)idleBytes / IdleChannels:F0} bytes | 1,024 |
            | managed memory a publication that is also its key's value, 100 keys a channel | {(double)keyedBytes / 100_000:F0} bytes | 120 |

            """);
    }

    private static string Range(List<double> values)
    {
        values.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{values[values.Count / 2]:F2} ({values[0]:F2}–{values[^1]:F2})");
    }

    private static async Task FillAsync(string folder, int channels, int each, bool keyed)
    {
        await using var engine = JournalLoad.Engine(folder);
        await engine.StartAsync(new JournalLoad.CountingListener(), CancellationToken.None);
        for (var n = 0; n < each; n++)
        {
            var batch = new List<Task>(channels);
            for (var channel = 0; channel < channels; channel++)
            {
                var append = JournalLoad.Append(ChannelName.Of("bench", $"channel-{channel:D6}"), Durability.Durable);
                if (keyed)
                    append = append with { Drafts = [append.Drafts[0] with { Key = $"key-{n:D4}" }] };
                batch.Add(engine.AppendAsync(append, CancellationToken.None).AsTask());
                if (batch.Count == 8_192)
                {
                    await Task.WhenAll(batch);
                    batch.Clear();
                }
            }

            await Task.WhenAll(batch);
        }
    }

    private static async Task<double> StartAsync(string folder)
    {
        var watch = Stopwatch.StartNew();
        await using var engine = JournalLoad.Engine(folder);
        await engine.StartAsync(new JournalLoad.CountingListener(), CancellationToken.None);
        return watch.Elapsed.TotalSeconds;
    }

    private static long Memory(string folder) => long.Parse(ChildProcess.Ask("memory", folder), CultureInfo.InvariantCulture);

    /// <summary>How many bytes an engine on this folder takes.</summary>
    public static async Task<long> MeasureAsync(string folder)
    {
        var before = Settled();
        await using var engine = JournalLoad.Engine(folder);
        await engine.StartAsync(new JournalLoad.CountingListener(), CancellationToken.None);
        return Settled() - before;
    }

    /// <summary>Managed memory once nothing more can be collected.</summary>
    public static long Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
