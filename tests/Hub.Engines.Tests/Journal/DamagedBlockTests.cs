using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Reading;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Damage that costs many records of many channels, in a journal of several segments.</summary>
public sealed class DamagedBlockTests : IDisposable
{
    private const int BlockBytes = 512;
    private static readonly Retention Keep = new() { HistoryCount = 100, HistoryAge = null, TombstoneAge = TimeSpan.FromHours(1) };
    private static readonly ChannelName[] Channels = [.. Enumerable.Range(0, 60).Select(i => ChannelName.Of("a", $"channel-{i}"))];

    private readonly JournalTestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithAnyBlockZeroed_GivesEveryChannelThatLostSomethingANewEpoch(bool stopped)
    {
        var expected = await WriteAsync(stopped);
        foreach (var (file, isLast) in Segments())
        {
            var bytes = await File.ReadAllBytesAsync(file);

            // Zeros behind the last record are room, and zeros at its end what a server that was cut off while it wrote may leave.
            var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0);
            for (var at = 0; at < (isLast && !stopped ? end / BlockBytes * BlockBytes : bytes.Length); at += BlockBytes)
            {
                var damaged = bytes.ToArray();
                damaged.AsSpan(at, Math.Min(BlockBytes, bytes.Length - at)).Clear();
                await CheckAsync(file, damaged, expected, $"{Path.GetFileName(file)} of {bytes.Length}, {at} zeroed");
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WithAnOlderSegmentCut_GivesEveryChannelThatLostSomethingANewEpoch(bool stopped)
    {
        var expected = await WriteAsync(stopped);
        foreach (var (file, isLast) in Segments())
        {
            if (isLast)
                break;
            var bytes = await File.ReadAllBytesAsync(file);
            for (var length = 0; length < bytes.Length; length += BlockBytes / 3)
                await CheckAsync(file, bytes[..length], expected, $"{Path.GetFileName(file)} cut to {length}");
        }
    }

    private IEnumerable<(string File, bool IsLast)> Segments()
    {
        var files = Directory.GetFiles(folder.Path, "*.segment").Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length > 2, "there is a segment between the first and the last");
        return files.Select((file, i) => (file, i == files.Length - 1));
    }

    // Every channel early, and again here and there, so that each segment has channels that no later one knows.
    private async Task<Dictionary<ChannelName, LogPage>> WriteAsync(bool stopped)
    {
        var random = new Random(7);
        var engine = await CrashedFolder.OpenAsync(folder.Path);
        for (var i = 0; i < 200; i++)
        {
            var channel = Channels[i < Channels.Length ? i : random.Next(Channels.Length)];
            var draft = new Draft { Type = "text", Data = Payload.FromJson($"\"{i} {new string('x', random.Next(100))}\""), Key = i % 3 == 0 ? "k" : null };
            await engine.AppendAsync(new Append { Channel = channel, Drafts = [draft], Retention = Keep }, CancellationToken.None);
        }

        var expected = new Dictionary<ChannelName, LogPage>();
        foreach (var channel in Channels)
            expected.Add(channel, await ReadAsync(engine, channel));
        var killed = folder.Copy("killed");
        await engine.DisposeAsync();
        if (!stopped)
        {
            Directory.Delete(folder.Path, recursive: true);
            Directory.Move(killed, folder.Path);
            File.Delete(folder.Of("checkpoint"));
        }

        return expected;
    }

    private async Task CheckAsync(string file, byte[] bytes, Dictionary<ChannelName, LogPage> expected, string context)
    {
        var copy = folder.Copy("damaged");
        await File.WriteAllBytesAsync(Path.Combine(copy, Path.GetFileName(file)), bytes);
        await using (var engine = await CrashedFolder.OpenAsync(copy, new FaultyFiles(SystemFiles.Instance) { SkipSyncs = true }))
        {
            foreach (var channel in Channels)
            {
                var page = await ReadAsync(engine, channel);
                var whole = page.Head == expected[channel].Head && page.Publications.SequenceEqual(expected[channel].Publications);
                Assert.True(whole || page.Epoch != expected[channel].Epoch, $"{context}: {channel} lost something under its old epoch");
                var wrong = page.Publications.FirstOrDefault(one => one.Type != RecordReader.LostType && !expected[channel].Publications.Contains(one));
                Assert.True(wrong is null, $"{context}: {channel} {wrong?.Offset} is not what was written");
            }
        }

        Directory.Delete(copy, recursive: true);
    }

    private static async Task<LogPage> ReadAsync(JournalEngine engine, ChannelName channel) =>
        await engine.ReadLogAsync(channel, new LogQuery { After = 0, Limit = 1_000 }, CancellationToken.None);
}
