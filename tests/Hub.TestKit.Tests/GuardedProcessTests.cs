namespace RealtimeHub.TestKit.Tests;

public class GuardedProcessTests
{
    [Fact]
    public async Task StartAsync_Program_GivesItsLinesAndItsExitCode()
    {
        await using var process = await GuardedProcess.StartAsync(
            "/bin/sh", ["-c", "echo \"out $1 $NAME\"; echo err >&2; exit 3", "x", "a b"], variables: new Dictionary<string, string?> { ["NAME"] = "value" });

        Assert.Equal(3, await process.WaitForExitAsync());
        Assert.Equal([new OutputLine("err", true), new OutputLine("out a b value", false)], process.Output.Items.OrderBy(line => line.Text));
    }

    [Fact]
    public async Task Send_Terminate_ReachesTheProgramItself()
    {
        await using var process = await GuardedProcess.StartAsync("/bin/sh", ["-c", "trap 'echo stopping; exit 0' TERM; echo ready; while :; do sleep 0.05; done"]);
        await process.Output.FirstAsync(line => line.Text == "ready");

        process.Send(ProcessSignal.Terminate);

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.Contains(process.Output.Items, line => line.Text == "stopping");
    }

    [Fact]
    public async Task KillAsync_Program_EndsAsTheSignalSays()
    {
        await using var process = await GuardedProcess.StartAsync("sleep", ["1000"]);
        await process.KillAsync();

        Assert.Equal(137, await process.WaitForExitAsync());
        Assert.False(Directory.Exists($"/proc/{process.Id}"));
    }

    [Fact]
    public async Task GuardsPipe_Closed_KillsAProgramThatListensToNothing()
    {
        await using var process = await GuardedProcess.StartAsync("/bin/sh", ["-c", "trap '' TERM INT HUP; exec sleep 1000"]);

        process.CloseGuardsPipe();

        Assert.Equal(137, await process.WaitForExitAsync());
    }

    [Fact]
    public async Task StartAsync_NoSuchProgram_EndsWith127()
    {
        await using var process = await GuardedProcess.StartAsync("no-such-program", []);

        Assert.Equal(127, await process.WaitForExitAsync());
    }

    [Fact]
    public async Task Output_ProcessEnds_FailsWhoWaitsForMore()
    {
        await using var process = await GuardedProcess.StartAsync("/bin/sh", ["-c", "echo one"]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => process.Output.CountAsync(2));
    }
}
