using System.Text.Json;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Engines.Journal.Inspection;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Reading and copying a folder, with and without a server on it.</summary>
public sealed class InspectionTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private readonly JournalHarness harness = new() { SegmentBytes = 4 << 10 };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task Check_OfAFolderInUse_IsGoodAndChangesNothing()
    {
        await AppendAsync(100);
        var before = Contents();

        var (code, said) = Run("check", harness.Folder.Path);

        Assert.Equal(0, code);
        Assert.Contains("good", said, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
        Assert.Equal(101, await AppendAsync(1));
    }

    [Fact]
    public async Task Check_OfADamagedFolder_SaysWhereAndChangesNothing()
    {
        await AppendAsync(10);
        await harness.Engine.DisposeAsync();
        var segment = harness.Folder.Of("0000000001.segment");
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[300] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);
        var before = Contents();

        var (code, said) = Run("check", harness.Folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("segment 1", said, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    // Its server had stopped: nothing was being written.
    [Fact]
    public async Task Check_OfAStoppedFolderWithoutItsEnd_SaysWhere()
    {
        await AppendAsync(10);
        await harness.Engine.DisposeAsync();
        var segment = harness.Folder.Of("0000000001.segment");
        await File.WriteAllBytesAsync(segment, (await File.ReadAllBytesAsync(segment))[..^3]);

        var (code, said) = Run("check", harness.Folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("segment 1:", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000001.segment")]
    [InlineData("0000000002.segment")]
    public async Task Check_OfRoomThatWasNotTakenAway_IsGood(string name)
    {
        await AppendAsync(100);
        await harness.Engine.DisposeAsync();
        using (var file = new FileStream(harness.Folder.Of(name), FileMode.Open))
            file.SetLength(file.Length + 5_000);

        var (code, said) = Run("check", harness.Folder.Path);

        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task Check_OfATornEnd_IsGood()
    {
        await AppendAsync(10);
        var copy = harness.Folder.Copy("torn");
        var segment = Path.Combine(copy, "0000000001.segment");
        // The room behind the records and the last three bytes of these.
        var bytes = await File.ReadAllBytesAsync(segment);
        await File.WriteAllBytesAsync(segment, bytes[..(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) - 2)]);

        var (code, said) = Run("check", copy);

        Assert.Equal(0, code);
        Assert.Contains("cut off", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stat_OfAFolder_CountsWhatIsKept()
    {
        await AppendAsync(10, key: "k");

        var (code, said) = Run("stat", harness.Folder.Path);

        Assert.Equal(0, code);
        var words = said.Split('\n').Single(line => line.StartsWith("chat", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["chat", "1", "10", "1", "10"], words);
    }

    [Fact]
    public async Task Dump_OfAChannel_GivesItsLogAndValuesAsJson()
    {
        await AppendAsync(3, key: "k");

        var (code, said) = Run("dump", harness.Folder.Path, "chat:room");

        Assert.Equal(0, code);
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(3, lines[0].GetProperty("head").GetInt64());
        Assert.Equal(["log", "log", "log", "state"], lines.Skip(1).Select(line => line.GetProperty("in").GetString()));
        Assert.Equal("text 3", lines[^1].GetProperty("data").GetString());
        Assert.Empty(Run("dump", harness.Folder.Path, "chat:other").Said);
    }

    [Fact]
    public async Task Backup_OfARunningServer_HasEverythingStoredWhenItBegan()
    {
        await AppendAsync(50, key: "k");
        await harness.Journal.CheckpointAsync();
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await AppendAsync(20, key: "k");
                await harness.Journal.CleanAsync();
            }
        });
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var head = (await ReadAsync(harness.Engine)).Position;
                var target = harness.Folder.Path + $"-backup-{i}";
                var (code, said) = Run("backup", harness.Folder.Path, target);
                Assert.True(code == 0, said);

                await using var engine = await CrashedFolder.OpenAsync(target);
                var page = await ReadAsync(engine);
                // What is published after the backup is not in it.
                Assert.NotEqual(head.Epoch, page.Epoch);
                Assert.True(page.Head >= head.Offset);
                Assert.Equal(30, page.Publications.Count);
                Assert.Equal(page.Head, page.Publications[^1].Offset);
                Assert.Null(engine.Health.Reason?.Contains("damaged", StringComparison.Ordinal) is true ? engine.Health.Reason : null);
            }
        }
        finally
        {
            await done.CancelAsync();
            await writing;
        }
    }

    [Fact]
    public async Task Backup_ByCopyingTheFolderOfAStoppedServer_IsTheSameJournal()
    {
        await AppendAsync(20, key: "k");
        var before = await ReadAsync(harness.Engine);
        await harness.Engine.DisposeAsync();
        var copy = harness.Folder.Copy("copy");

        await using var engine = await CrashedFolder.OpenAsync(copy);

        var after = await ReadAsync(engine);
        Assert.Equal(before.Position, after.Position);
        Assert.Equal(before.Publications, after.Publications);
        Assert.Null(engine.Health.Reason);
    }

    [Fact]
    public void Run_WithWrongWordsOrFolders_SaysSo()
    {
        Assert.Equal(2, Run("look").Code);
        Assert.Equal(2, Run("dump", harness.Folder.Path, "no channel").Code);
        Assert.Equal(3, Run("check", harness.Folder.Of("nothing")).Code);
        Assert.Equal(3, Run("backup", harness.Folder.Path, harness.Folder.Path).Code);
    }

    private (int Code, string Said) Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new JournalCommands(harness.Time, output, error).Run(words);
        return (code, output.ToString() + error);
    }

    private Dictionary<string, string> Contents() => Directory.GetFiles(harness.Folder.Path).Where(file => !file.EndsWith("lock", StringComparison.Ordinal))
        .ToDictionary(file => file, file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(stream));
        });

    private async Task<long> AppendAsync(int count, string? key = null)
    {
        long head = 0;
        for (var i = 1; i <= count; i++)
        {
            var append = new Append
            {
                Channel = Room,
                Drafts = [new Draft { Type = "text", Data = Payload.FromJson($"\"text {i}\""), Key = key }],
                Retention = new Retention { HistoryCount = key is null ? 1_000 : 30, HistoryAge = null, TombstoneAge = TimeSpan.Zero },
            };
            head = (await harness.Engine.AppendAsync(append, CancellationToken.None)).Head.Offset;
        }

        return head;
    }

    private static async Task<LogPage> ReadAsync(IEngine engine) =>
        await engine.ReadLogAsync(Room, new LogQuery { After = 0, Limit = 10_000 }, CancellationToken.None);
}
