using System.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;
using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>Folders in which nothing can be created: for want of permission or of file descriptors.</summary>
public sealed class UnwritableFolderTests : IAsyncLifetime
{
    private const string Nobody = "65534";
    private static readonly ChannelName Room = ChannelName.Parse("chat:room");
    private static readonly ChannelName Feed = ChannelName.Parse("feed:values");
    private readonly JournalHarness harness = new() { SegmentBytes = 4 << 10 };

    public Task InitializeAsync() => harness.OpenAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Theory]
    [InlineData("can't create 'x': Permission denied")]
    [InlineData("can't create 'x': Too many open files")]
    public async Task Roll_WhereNothingCanBeCreated_RefusesAndGoesOnByItself(string fault)
    {
        var head = await FillAsync();
        harness.Files.CreateFault = fault;

        var refusal = await Assert.ThrowsAsync<EngineUnavailableException>(() => harness.Engine.AppendAsync(Room, new string('x', 4_000)));

        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        Assert.False(harness.Engine.Health.Ready);
        Assert.Contains(fault, harness.Engine.Health.Reason!, StringComparison.Ordinal);
        Assert.DoesNotContain(harness.Folder.Path, harness.Engine.Health.Reason!, StringComparison.Ordinal);
        Assert.Equal(head, (await harness.Engine.ReadAsync(Room)).Position);
        harness.Files.CreateFault = null;
        await TestTimeout.Until(async () =>
        {
            await harness.AdvanceAsync(TimeSpan.FromSeconds(1));
            return harness.Engine.Health.Ready;
        });
        Assert.Equal(head.At(head.Offset + 1), (await harness.Engine.AppendAsync(Room, "next")).Head);
        await harness.RestartAsync();
        Assert.Equal(head.At(head.Offset + 1), (await harness.Engine.ReadAsync(Room)).Position);
        Assert.Null(harness.Engine.Health.Reason);
    }

    [Fact]
    public async Task Stop_WhereNothingCanBeCreated_EndsWithOneLineAndLosesNothing()
    {
        var (room, feed) = (await FillAsync(), (await harness.Engine.AppendAsync(Feed, "a", Durability.Relaxed)).Head);
        harness.Files.CreateFault = "can't create 'x': Permission denied";

        await harness.Engine.DisposeAsync();

        Assert.Single(harness.Log.Warnings, line => line.Contains("Permission denied", StringComparison.Ordinal));
        harness.Files.CreateFault = null;
        await harness.OpenAsync();
        Assert.Equal(room, (await harness.Engine.ReadAsync(Room)).Position);
        Assert.Equal(feed, (await harness.Engine.ReadAsync(Feed)).Position);
    }

    [Fact]
    public async Task Maintenance_ThatFailsEachTime_SaysSoOnce()
    {
        await FillAsync();
        await harness.RestartAsync();
        harness.Files.CreateFault = "can't create 'x': Permission denied";
        for (var i = 0; i < 20; i++)
            await harness.Engine.AppendAsync(Feed, "a", Durability.Relaxed);
        await Assert.ThrowsAnyAsync<Exception>(harness.Journal.CheckpointAsync);

        for (var i = 0; i < 30; i++)
            await harness.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.True(harness.Log.Warnings.Count(line => line.Contains("maintenance", StringComparison.Ordinal)) <= 1);
    }

    [OwnerFact]
    public async Task Start_InAFolderThatAnOrdinaryUserMayNotWrite_EndsWithOneLine()
    {
        await FillAsync();
        await harness.Engine.DisposeAsync();
        GiveToNobody();
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var process = await RunAsNobodyAsync(static (_, _) => { }, "appends=5");

        Assert.Equal(74, process.ExitCode);
        CheckOneLine(process.Said);
    }

    [OwnerFact]
    public async Task Roll_AfterAnOrdinaryUserLostThePermission_RefusesAndStopsInOrder()
    {
        var history = new History();
        Directory.Delete(harness.Folder.Path, recursive: true);
        Directory.CreateDirectory(harness.Folder.Path);
        GiveToNobody();

        var process = await RunAsNobodyAsync(
            (_, lines) =>
            {
                if (lines == 100)
                    SetMode(UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }, "appends=2000", "writers=1", "goes-on=true");

        Assert.True(process.ExitCode == 0, process.Said);

        // Two lines where the permission goes between the two files that a new segment takes: each names another one.
        var said = process.Said.Trim().Split('\n');
        Assert.InRange(said.Length, 1, 2);
        Assert.All(said, line => Assert.Contains("the next segment can't be begun", line, StringComparison.Ordinal));
        Assert.DoesNotContain(harness.Folder.Path, process.Said, StringComparison.Ordinal);
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        process.AddTo(history);
        await CrashedFolder.CheckAsync(harness.Folder.Path, history, "without permission", repeats: false);
    }

    private async Task<Position> FillAsync()
    {
        var head = Position.None;
        for (var i = 0; i < 3; i++)
            head = (await harness.Engine.AppendAsync(Room, $"{i} {new string('x', 500)}")).Head;
        return head;
    }

    private void CheckOneLine(string said)
    {
        Assert.Single(said.Trim().Split('\n'));
        Assert.DoesNotContain(harness.Folder.Path, said, StringComparison.Ordinal);
    }

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(harness.Folder.Path, mode);
    }

    private void GiveToNobody()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.GetDirectoryName(harness.Folder.Path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        using var chown = Process.Start("chown", ["-R", $"{Nobody}:{Nobody}", harness.Folder.Path]);
        chown.WaitForExit();
    }

    private Task<WriterProcess> RunAsNobodyAsync(Action<Process, int> afterLine, params string[] words) => WriterProcess.WatchAsync(
        "setpriv",
        ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "dotnet", WriterProcess.Program, $"folder={harness.Folder.Path}", .. words],
        afterLine);
}

/// <summary>A test that runs a process of another user, which only root may do; skipped otherwise.</summary>
internal sealed class OwnerFactAttribute : FactAttribute
{
    public OwnerFactAttribute() =>
        Skip = OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/setpriv") ? null : "only root may run a process as another user";
}
