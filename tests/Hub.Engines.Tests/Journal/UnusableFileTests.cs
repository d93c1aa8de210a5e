using System.Diagnostics;
using RealtimeHub.Engines.Tests.Conformance;
using RealtimeHub.Shared;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Entries of the folder that are no files of a journal. A start says so, in one line, and never waits for them.</summary>
public sealed class UnusableFileTests : IAsyncLifetime
{
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private readonly JournalHarness harness = new();

    public async Task InitializeAsync()
    {
        await harness.OpenAsync();
        await harness.Engine.AppendAsync(Room, "a");
        await harness.Engine.DisposeAsync();
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Theory]
    [InlineData("0000000001.segment")]
    [InlineData("0000000002.segment")]
    [InlineData("checkpoint")]
    [InlineData("running")]
    [InlineData("identity")]
    [InlineData("lock")]
    public async Task Start_WhereAFileIsAPipe_IsRefusedWithOneLine(string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.Delete(harness.Folder.Of(name));
        using (var mkfifo = Process.Start("mkfifo", harness.Folder.Of(name)))
            await mkfifo.WaitForExitAsync();

        await CheckRefusedAsync(name);
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData((1L << 32) + 5)]
    [InlineData((1L << 30) + (1L << 29) + 1)]
    public async Task Start_WhereASegmentIsLongerThanAnyCanBe_IsRefusedWithOneLine(long length)
    {
        const string name = "0000000007.segment";
        using (var file = new FileStream(harness.Folder.Of(name), FileMode.CreateNew))
            file.SetLength(length);

        await CheckRefusedAsync(name);
    }

    [Fact]
    public async Task Start_WhereTheCheckpointIsLongerThanAnyCanBe_ReadsTheRecords()
    {
        using (var file = new FileStream(harness.Folder.Of("checkpoint"), FileMode.Open))
            file.SetLength(1L << 33);

        await harness.OpenAsync();

        Assert.Equal(["a"], (await harness.Engine.ReadAsync(Room)).Texts());
    }

    [TracedTheory]
    [InlineData("flock:error=EIO", "Input/output error")]
    [InlineData("openat:error=EROFS", "Read-only file system")]
    [InlineData("openat:error=EIO", "Input/output error")]
    public async Task Start_WhereTheLockCantBeHad_SaysTheTrueReason(string inject, string reason)
    {
        var call = inject.Split(':')[0];

        var process = await WriterProcess.RunAsync(
            "strace",
            ["-f", "-qq", "-o", "/dev/null", "-P", harness.Folder.Of("lock"), "-e", $"trace={call}", "-e", $"inject={inject}",
                "dotnet", WriterProcess.Program, $"folder={harness.Folder.Path}", "appends=1"], null);

        Assert.Equal(74, process.ExitCode);
        Assert.Contains(reason, process.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("in use", process.Said, StringComparison.Ordinal);
        Assert.Single(process.Said.Trim().Split('\n'));
    }

    private async Task CheckRefusedAsync(string name)
    {
        var refusal = await Assert.ThrowsAnyAsync<IOException>(() => Task.Run(harness.OpenAsync).WaitAsync(Limits.Signal));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
