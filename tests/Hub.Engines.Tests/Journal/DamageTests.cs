using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Reading;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Every byte of a small journal cut off and every byte flipped.</summary>
public sealed class DamageTests : IDisposable
{
    private static readonly ChannelName[] Channels = [ChannelName.Parse("a:1"), ChannelName.Parse("b:2"), ChannelName.Parse("c:3")];

    private static readonly Retention Keep = new() { HistoryCount = 100, HistoryAge = null, TombstoneAge = TimeSpan.FromHours(1) };

    private readonly JournalTestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Start_WithAnyByteFlipped_LosesAtMostTheRecordHitUnderANewEpochAndServesNoWrongByte(bool stopped, bool withCheckpoint)
    {
        var expected = await WriteAsync(stopped, withCheckpoint);
        foreach (var file in FilesToDamage())
        {
            var bytes = await File.ReadAllBytesAsync(file);
            for (var i = 0; i < bytes.Length; i = NextOf(bytes, i))
            {
                bytes[i] ^= (byte)(1 << (i % 8));
                await CheckAsync(file, bytes, expected, mostLost: 1, mustTell: true, $"{Path.GetFileName(file)} byte {i} flipped");
                bytes[i] ^= (byte)(1 << (i % 8));
            }
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Start_WithAFileCutAnywhere_KeepsEverythingBeforeTheCutAndTellsWhereItCan(bool stopped, bool withCheckpoint)
    {
        var expected = await WriteAsync(stopped, withCheckpoint);
        foreach (var file in FilesToDamage())
        {
            var bytes = await File.ReadAllBytesAsync(file);
            for (var length = 0; length < bytes.Length; length = NextOf(bytes, length))
            {
                var isSegment = file.EndsWith(".segment", StringComparison.Ordinal);
                var lost = isSegment ? RecordsBehind(bytes, length) : 0;

                // The end of a server that was killed may look like this, and where only an append's end is left nothing tells of more.
                var mustTell = !isSegment || (stopped && (withCheckpoint || !IsAnEnd(bytes, length)));
                await CheckAsync(file, bytes[..length], expected, lost, mustTell, $"{Path.GetFileName(file)} cut to {length}");
            }
        }
    }

    [Fact]
    public async Task Read_OfARecordDamagedWhileTheServerRuns_GivesTheChannelANewEpochAndKeepsTheRest()
    {
        await using var harness = new JournalHarness();
        await harness.OpenAsync();
        var before = await AppendAsync(harness.Engine, Channels[0], "one", "two", "three");
        var other = await AppendAsync(harness.Engine, Channels[1], "four");
        await harness.Engine.ListenAsync(Channels[0], CancellationToken.None);
        var segment = Directory.GetFiles(harness.Folder.Path, "*.segment").Single();
        Flip(segment, "two");

        var page = await ReadAsync(harness.Engine, Channels[0]);

        Assert.NotEqual(before.Epoch, page.Epoch);
        Assert.Equal(3, page.Head);
        Assert.Equal(["text", RecordReader.LostType, "text"], page.Publications.Select(publication => publication.Type));
        Assert.Equal([1L, 2L, 3L], page.Publications.Select(publication => publication.Offset));
        await harness.Listener.Of(Channels[0]).UntilResets(1);
        Assert.Equal([page.Position], harness.Listener.Of(Channels[0]).Resets);
        Assert.Equal(other.Epoch, (await ReadAsync(harness.Engine, Channels[1])).Epoch);
        Assert.Equal(page.Position.At(4), await AppendAsync(harness.Engine, Channels[0], "five"));

        await harness.RestartAsync();
        Assert.Equal(page.Epoch, (await ReadAsync(harness.Engine, Channels[0])).Epoch);
    }

    [Fact]
    public async Task Read_OfAKeyDamagedWhileTheServerRuns_NoLongerGivesIt()
    {
        await using var harness = new JournalHarness();
        await harness.OpenAsync();
        await AppendAsync(harness.Engine, Channels[1], "one", "two");
        Flip(Directory.GetFiles(harness.Folder.Path, "*.segment").Single(), "two");

        var page = await harness.Engine.ReadStateAsync(Channels[1], new StateQuery { Limit = 10 }, CancellationToken.None);

        Assert.Equal(["k1"], page.Entries.Select(entry => entry.Key));
    }

    // Three channels, one of them keyed; the third is acknowledged before it is synced.
    private async Task<Dictionary<ChannelName, LogPage>> WriteAsync(bool stopped, bool withCheckpoint)
    {
        var engine = await CrashedFolder.OpenAsync(folder.Path);
        for (var i = 0; i < 4; i++)
            await AppendAsync(engine, Channels[i % 3], $"value-{i}", $"more-{i}");
        await AppendAsync(engine, Channels[0], "last");
        var expected = new Dictionary<ChannelName, LogPage>();
        foreach (var channel in Channels)
            expected.Add(channel, await ReadAsync(engine, channel));
        if (stopped)
        {
            await engine.DisposeAsync();
        }
        else
        {
            // As a server that was killed leaves it.
            var copy = folder.Copy("killed");
            await engine.DisposeAsync();
            Directory.Delete(folder.Path, recursive: true);
            Directory.Move(copy, folder.Path);
        }

        if (!withCheckpoint)
            File.Delete(folder.Of("checkpoint"));
        return expected;
    }

    private IEnumerable<string> FilesToDamage() =>
        Directory.GetFiles(folder.Path).Where(file => file.EndsWith(".segment", StringComparison.Ordinal) || file.EndsWith("checkpoint", StringComparison.Ordinal)
            || file.EndsWith(JournalIdentity.FileName, StringComparison.Ordinal));

    private async Task CheckAsync(string file, byte[] bytes, Dictionary<ChannelName, LogPage> expected, int mostLost, bool mustTell, string context)
    {
        var copy = folder.Copy("damaged");
        await File.WriteAllBytesAsync(Path.Combine(copy, Path.GetFileName(file)), bytes);
        var lost = 0;
        await using (var engine = await CrashedFolder.OpenAsync(copy, new FaultyFiles(SystemFiles.Instance) { SkipSyncs = true }))
        {
            foreach (var channel in Channels)
                lost += await CheckChannelAsync(engine, channel, expected[channel], mustTell, context);
            await AppendAsync(engine, Channels[0], "after");
        }

        Assert.True(lost <= mostLost, $"{context}: {lost} lost");
        await using (var again = await CrashedFolder.OpenAsync(copy, new FaultyFiles(SystemFiles.Instance) { SkipSyncs = true }))
            Assert.Equal("after", TextOf((await ReadAsync(again, Channels[0])).Publications[^1]));
        Directory.Delete(copy, recursive: true);
    }

    private static async Task<int> CheckChannelAsync(JournalEngine engine, ChannelName channel, LogPage expected, bool mustTell, string context)
    {
        var page = await ReadAsync(engine, channel);
        var found = page.Publications.Where(publication => publication.Type != RecordReader.LostType).ToList();
        foreach (var publication in found)
            Assert.True(expected.Publications.Contains(publication), $"{context}: {channel} {publication.Offset} is not what was written");
        var state = await engine.ReadStateAsync(channel, new StateQuery { Limit = 100 }, CancellationToken.None);
        foreach (var entry in state.Entries)
            Assert.True(expected.Publications.Contains(entry), $"{context}: {channel} key {entry.Key} is not what was written");
        var isWhole = found.SequenceEqual(expected.Publications) && state.Entries.SequenceEqual(NewestOfKeys(expected));
        Assert.True(isWhole || !mustTell || (page.Epoch != expected.Epoch && state.Epoch == page.Epoch), $"{context}: {channel} lost something under its old epoch");
        return expected.Publications.Count - found.Count;
    }

    // In the room behind the records one place is like another.
    private static int NextOf(byte[] file, int location) =>
        location < file.AsSpan().LastIndexOfAnyExcept((byte)0) + 20 ? location + 1 : location + 199;

    private static IEnumerable<Publication> NewestOfKeys(LogPage log) =>
        log.Publications.Where(publication => publication.Key is not null).GroupBy(publication => publication.Key).Select(one => one.Last());

    private static int RecordsBehind(byte[] segment, int length)
    {
        var lost = 0;
        var scan = new SegmentScan(segment.AsSpan(SegmentHeader.Length), SegmentHeader.Read(segment)!.Value.Seal);
        while (scan.MoveNext())
        {
            if (scan.Finding == ScanFinding.Record && scan.Frame.Kind == RecordKind.Publication && 48 + scan.Start + scan.Length > length)
                lost++;
        }

        // An append of two counts as a whole.
        return lost + 1;
    }

    // Whether everything before the cut is whole appends, so that nothing is missing as far as the file can say.
    private static bool IsAnEnd(byte[] segment, int length)
    {
        var scan = new SegmentScan(segment.AsSpan(SegmentHeader.Length), SegmentHeader.Read(segment)!.Value.Seal);
        var end = 48;
        while (end < length && scan.MoveNext())
            end = (scan.Frame.Flags & Server.Engines.Journal.Format.RecordFlags.Continued) == 0 ? 48 + scan.Start + scan.Length : end;
        return end == length;
    }

    private static async Task<Position> AppendAsync(IEngine engine, ChannelName channel, params string[] texts)
    {
        var drafts = texts.Select((text, i) => new Draft
        {
            Type = "text",
            Data = Payload.FromJson($"\"{text}\""),
            Key = channel == Channels[1] ? $"k{i + 1}" : null,
        });
        var append = new Append { Channel = channel, Drafts = [.. drafts], Retention = Keep };
        return (await engine.AppendAsync(append, CancellationToken.None)).Head;
    }

    private static async Task<LogPage> ReadAsync(IEngine engine, ChannelName channel) =>
        await engine.ReadLogAsync(channel, new LogQuery { After = 0, Limit = 1_000 }, CancellationToken.None);

    private static string TextOf(Publication publication) => System.Text.Encoding.UTF8.GetString(publication.Data.Bytes.Span).Trim('"');

    private static void Flip(string file, string text)
    {
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Position = at;
        stream.WriteByte((byte)(bytes[at] ^ 1));
    }
}
