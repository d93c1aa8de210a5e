using System.Globalization;
using RealtimeHub.JournalWriter;
using RealtimeHub.TestKit.Histories;
using Xunit.Abstractions;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>
/// The writer program killed while it publishes: 50 times in an ordinary run, 500 times and more where RTHUB_LONG is 1.
/// </summary>
public class CrashTests(ITestOutputHelper output)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("RTHUB_LONG") == "1";
    private readonly Dictionary<string, int> kills = [];

    [Fact]
    public async Task Kill_AtEachOfTheFirstOperations_LosesNothingAcknowledged()
    {
        var first = Long ? 60 : 16;
        foreach (var moment in Long ? Enum.GetValues<KillMoment>() : [KillMoment.Within])
        {
            for (var n = 1; n <= first; n++)
                await KillInAFreshFolderAsync(n, moment);
        }

        Tell();
    }

    [Fact]
    public async Task Kill_AtRandomOperationsOfOneFolder_LosesNothingAcknowledged()
    {
        // Segments roll at 8 KiB here and checkpoints come every 12: rolls, rewriting and checkpoints are hit as well.
        var random = new Random(20260704);
        for (var round = 0; round < (Long ? 20 : 2); round++)
        {
            using var folder = new JournalTestFolder();
            var history = new History();
            for (var run = 0; run < (Long ? 15 : 13); run++)
            {
                var moment = random.GetItems(Enum.GetValues<KillMoment>(), 1)[0];
                await KillAsync(folder, history, $"{round}-{run}", random.Next(1, 900), moment);
                await CrashedFolder.CheckAsync(folder.Copy($"copy-{run}"), history, $"round {round} run {run}");
                // The same from the records alone.
                var records = folder.Copy($"records-{run}");
                File.Delete(Path.Combine(records, "checkpoint"));
                await CrashedFolder.CheckAsync(records, history, $"round {round} run {run} without checkpoint", repeats: false);
            }
        }

        Tell();
    }

    [Fact]
    public async Task Kill_FromOutsideAtRandomMoments_LosesNothingAcknowledged()
    {
        var random = new Random(20260705);
        using var folder = new JournalTestFolder();
        var history = new History();
        for (var run = 0; run < (Long ? 40 : 8); run++)
        {
            var process = await WriterProcess.RunAndKillAsync(random.Next(1, 3_000), $"folder={folder.Path}", $"run={run}");
            process.AddTo(history);
            Count("from outside");
            await CrashedFolder.CheckAsync(folder.Copy($"copy-{run}"), history, $"run {run}");
        }

        Tell();
    }

    [Fact]
    public async Task Stop_WithoutAKill_KeepsEverything()
    {
        using var folder = new JournalTestFolder();
        var history = new History();
        for (var run = 0; run < 2; run++)
        {
            var process = await WriterProcess.RunAsync($"folder={folder.Path}", $"run={run}", "appends=100");
            Assert.Equal(0, process.ExitCode);
            process.AddTo(history);
        }

        Assert.True(history.Events.Count(one => one.Kind == HistoryEventKind.Acknowledged) >= 800);
        await CrashedFolder.CheckAsync(folder.Path, history, "stopped");
    }

    private async Task KillInAFreshFolderAsync(int n, KillMoment moment)
    {
        using var folder = new JournalTestFolder();
        var history = new History();
        await KillAsync(folder, history, "1", n, moment);
        await CrashedFolder.CheckAsync(folder.Path, history, $"operation {n} {moment}");
    }

    private async Task KillAsync(JournalTestFolder folder, History history, string run, int killAt, KillMoment moment)
    {
        var process = await WriterProcess.RunAsync($"folder={folder.Path}", $"run={run}",
            string.Create(CultureInfo.InvariantCulture, $"kill-at={killAt}"), $"moment={moment}");
        process.AddTo(history);
        Assert.True(process.Said.StartsWith("killed ", StringComparison.Ordinal), process.Said);
        Count(process.Said.Trim());
    }

    private void Count(string kind) => kills[kind] = kills.GetValueOrDefault(kind) + 1;

    private void Tell()
    {
        output.WriteLine($"proof: {kills.Values.Sum()} kills of a writing process");
        foreach (var (kind, count) in kills.OrderBy(pair => pair.Key))
            output.WriteLine($"{count,5} {kind}");
    }
}
