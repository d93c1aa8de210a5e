using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.JournalWriter;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Shared;
using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Opens a folder that a writer was killed on, and compares it with what the writer wrote down.</summary>
internal static class CrashedFolder
{
    private const int Channels = 6;

    public static async Task<JournalEngine> OpenAsync(string folder, IJournalFiles? files = null)
    {
        var options = new JournalOptions { Folder = folder, SegmentBytes = 8 << 10, MaintenanceInterval = TimeSpan.FromHours(1) };
        var engine = new JournalEngine(
            options, TimeProvider.System, new EpochSource(new Random()), NullLogger<JournalEngine>.Instance, files: files);
        await engine.StartAsync(new RecordingListener(), CancellationToken.None);
        return engine;
    }

    /// <summary>Everything acknowledged or delivered must be there, once, in order, under the epoch it had.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="history">What was written down.</param>
    /// <param name="context">What to say when it fails.</param>
    /// <param name="repeats">Whether idempotency keys must be known; those of dropped records are in the checkpoint alone.</param>
    public static async Task CheckAsync(string folder, History history, string context, bool repeats = true)
    {
        await using var engine = await OpenAsync(folder);
        var logs = new List<FinalLog>();
        for (var i = 0; i < Channels; i++)
            logs.Add(await ReadAsync(engine, i));
        var report = HistoryCheck.Of(history, logs);
        Assert.True(report.IsGood, $"{context}: {report}");
        foreach (var told in history.Events.Where(one => one.Kind != HistoryEventKind.Attempted))
            Assert.True(logs.Single(log => log.Channel == told.Channel).Epoch == told.Position.Epoch, $"{context}: {told.Channel} has a new epoch: {engine.Health.Reason}");
        if (repeats)
            await CheckRepeatsAsync(engine, history);
    }

    private static async Task<FinalLog> ReadAsync(JournalEngine engine, int number)
    {
        var channel = TestChannels.Name(number);
        var page = await engine.ReadLogAsync(
            channel, new LogQuery { After = 0, Limit = int.MaxValue, MaxBytes = long.MaxValue }, CancellationToken.None);
        var expectedFirst = number % 2 == 1 ? Math.Max(1, page.Head - TestChannels.Trimmed + 1) : 1;
        Assert.Equal(expectedFirst, page.FirstOffset);
        await CheckStateAsync(engine, channel, page);
        return new FinalLog(channel.Value, page.Epoch, page.FirstOffset, page.Head,
            [.. page.Publications.Select(publication => (publication.Offset, TestChannels.ValueOf(publication)))]);
    }

    // Log and state change together: the newest of each key in the log is the state's.
    private static async Task CheckStateAsync(JournalEngine engine, ChannelName channel, LogPage page)
    {
        var state = await engine.ReadStateAsync(channel, new StateQuery { Limit = 1_000 }, CancellationToken.None);
        var entries = state.Entries.ToDictionary(entry => entry.Key!);
        foreach (var newest in page.Publications.Where(publication => publication.Key is not null).GroupBy(publication => publication.Key!))
        {
            var last = newest.Last();
            if (last.Removed is true)
                Assert.DoesNotContain(newest.Key, entries);
            else
                Assert.Equal(last, entries[newest.Key]);
        }
    }

    // A writer that was cut off asks again with its key: it must be told the first position.
    private static async Task CheckRepeatsAsync(JournalEngine engine, History history)
    {
        foreach (var told in history.Events.Where(one => one.Kind == HistoryEventKind.Acknowledged).TakeLast(20))
        {
            var number = int.Parse(ChannelName.Parse(told.Channel).Key, System.Globalization.CultureInfo.InvariantCulture);
            var result = await engine.AppendAsync(
                TestChannels.Append(number, [told.Value], Durability.Durable, new Random(1)), CancellationToken.None);
            Assert.Equal([new Appended(told.Position, Duplicate: true)], result.Drafts);
        }
    }
}
