using System.Diagnostics;
using System.Globalization;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Microbench.Journal;

/// <summary>How long a start takes with 1,000,000 publications in 10,000 channels.</summary>
internal static class StartTimes
{
    private const int Publications = 1_000_000;
    private const int Channels = 10_000;

    public static async Task<string> RunAsync(string folder, int rounds)
    {
        var full = Path.Combine(folder, "full");
        await FillAsync(full);
        var with = new List<double>();
        var without = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            with.Add(await StartAsync(full));
            File.Delete(Path.Combine(full, "checkpoint"));
            without.Add(await StartAsync(full));
        }

        var size = new DirectoryInfo(full).GetFiles("*.segment").Sum(file => file.Length);
        return string.Create(CultureInfo.InvariantCulture, $"""
            | what | measured | goal |
            | --- | --- | --- |
            | start with {Publications:N0} publications in {Channels:N0} channels ({size / 1_000_000:N0} MB), with a checkpoint | {Range(with)} s | 2 s |
            | the same without one | {Range(without)} s | 10 s |

            """);
    }

    private static string Range(List<double> values)
    {
        values.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{values[values.Count / 2]:F2} ({values[0]:F2}–{values[^1]:F2})");
    }

    private static async Task FillAsync(string folder)
    {
        await using var engine = JournalLoad.Engine(folder);
        await engine.StartAsync(new JournalLoad.CountingListener(), CancellationToken.None);
        for (var n = 0; n < Publications / Channels; n++)
        {
            var batch = new List<Task>(Channels);
            for (var channel = 0; channel < Channels; channel++)
            {
                var append = JournalLoad.Append(ChannelName.Of("bench", $"channel-{channel:D6}"), Durability.Durable);
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
}
