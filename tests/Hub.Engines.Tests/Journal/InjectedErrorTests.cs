using RealtimeHub.TestKit.Histories;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>
/// Errors that the kernel itself returns, brought about by strace: .NET hides failed syncs, so only these prove that the
/// journal sees them. Without strace, or the right to trace, they are skipped.
/// </summary>
public sealed class InjectedErrorTests : IDisposable
{
    private readonly JournalTestFolder folder = new();
    private readonly History history = new();

    public void Dispose() => folder.Dispose();

    [TracedTheory]
    // The first are those of the start.
    [InlineData(6)]
    [InlineData(15)]
    public async Task Sync_ThatTheKernelFails_StopsTheJournalAndLosesNothingAcknowledged(int when)
    {
        var process = await TraceAsync($"inject=fdatasync:error=EIO:when={when}+", "appends=500");

        Assert.Equal(3, process.ExitCode);
        Assert.Contains("can't write any more", process.Said, StringComparison.Ordinal);
        await CrashedFolder.CheckAsync(folder.Path, history, $"sync {when} failed");
    }

    [TracedFact]
    public async Task Write_ThatTheKernelRefusesForWantOfRoom_IsRefusedAndTheNextGoesOn()
    {
        var process = await TraceAsync("inject=pwrite64:error=ENOSPC:when=10..14", "appends=300", "goes-on=true");

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("full", process.Said, StringComparison.Ordinal);
        var last = history.Events.Last(one => one.Kind == HistoryEventKind.Acknowledged);
        Assert.Contains("-299-", last.Value, StringComparison.Ordinal);
        await CrashedFolder.CheckAsync(folder.Path, history, "no room");
    }

    private async Task<WriterProcess> TraceAsync(string inject, params string[] words)
    {
        var process = await WriterProcess.RunAsync("strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "trace=" + inject.Split('=', ':')[1], "-e", inject,
                "dotnet", WriterProcess.Program, $"folder={folder.Path}", .. words], null);
        process.AddTo(history);
        return process;
    }
}
