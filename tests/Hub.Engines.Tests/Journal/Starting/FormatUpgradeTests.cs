using System.Formats.Tar;
using System.IO.Compression;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Inspection;
using RealtimeHub.Server.Engines.Journal.Writing;
using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.Engines.Tests.Journal.Starting;

/// <summary>
/// Journals that version 0.1 wrote before records had a secret, and what it wrote down then: one stopped, one killed while it
/// wrote (tests/Hub.JournalWriter of that time).
/// </summary>
public sealed class FormatUpgradeTests : IAsyncLifetime
{
    private readonly JournalTestFolder folder = new();

    public async Task InitializeAsync()
    {
        await using var file = typeof(FormatUpgradeTests).Assembly.GetManifestResourceStream("FirstFormat.tar.gz")!;
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        Directory.CreateDirectory(folder.Path);
        await TarFile.ExtractToDirectoryAsync(unpacked, folder.Path, overwriteFiles: true);
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("stopped", true)]
    [InlineData("stopped", false)]
    [InlineData("killed", false)]
    public async Task Start_OnTheFirstFormat_KeepsEverythingAcknowledged(string name, bool withCheckpoint)
    {
        if (!withCheckpoint)
            File.Delete(folder.Of($"{name}/checkpoint"));

        await CrashedFolder.CheckAsync(folder.Of(name), HistoryOf(name), "upgraded");
        await CrashedFolder.CheckAsync(folder.Of(name), HistoryOf(name), "started again");

        foreach (var segment in Directory.GetFiles(folder.Of(name), "*.segment"))
            Assert.Equal("RTJSEG02"u8.ToArray(), (await File.ReadAllBytesAsync(segment))[..8]);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed")]
    public async Task Start_KilledAtAnyOperationOfTheUpgrade_ContinuesIt(string name)
    {
        var snapshots = new List<string>();
        var files = new FaultyFiles(SystemFiles.Instance)
        {
            BeforeChange = _ =>
            {
                lock (snapshots)
                    snapshots.Add(JournalCalls.CopyFolder(folder.Of(name), $"{folder.Of(name)}-{snapshots.Count}"));
            },
        };
        await (await CrashedFolder.OpenAsync(folder.Of(name), files)).DisposeAsync();
        files.BeforeChange = null;

        Assert.True(snapshots.Count > 10);
        foreach (var snapshot in snapshots)
            await CrashedFolder.CheckAsync(snapshot, HistoryOf(name), snapshot, repeats: false);
    }

    [Fact]
    public async Task Start_WithASegmentOfTheFirstFormatInAnUpgradedJournal_SetsItAside()
    {
        var old = folder.Of("killed/0000000002.segment");
        var bytes = await File.ReadAllBytesAsync(old);
        await CrashedFolder.CheckAsync(folder.Of("killed"), HistoryOf("killed"), "upgraded");
        await File.WriteAllBytesAsync(folder.Of("killed/0000000009.segment"), bytes);

        await using var engine = await CrashedFolder.OpenAsync(folder.Of("killed"));

        Assert.True(File.Exists(folder.Of("killed/0000000009.segment.foreign")));
    }

    [Fact]
    public void Check_OfTheFirstFormat_SaysWhatToDo()
    {
        using var output = new StringWriter();

        var code = new JournalCommands(TimeProvider.System, output, output).Run(["check", folder.Of("stopped")]);

        Assert.Equal(JournalCommands.Failed, code);
        Assert.Contains("start the server on it once", output.ToString(), StringComparison.Ordinal);
    }

    private History HistoryOf(string name)
    {
        var history = new History();
        history.AddLines(File.ReadAllLines(folder.Of(name + ".txt")));
        return history;
    }
}
