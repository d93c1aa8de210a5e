namespace RealtimeHub.TestKit.Tests;

public sealed class NodeScriptTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task RunAsync_Script_GivesItsObjectsInOrder()
    {
        var messages = await NodeScript.RunAsync(Write("""
            console.log(JSON.stringify({ event: 'start', arguments: process.argv.slice(2) }));
            console.log('just a line');
            console.error('{"not": "a message"}');
            console.log(JSON.stringify({ event: 'end' }));
            """), ["one", "two"]);

        Assert.Equal(["start", "end"], messages.Select(message => message.GetProperty("event").GetString()));
        Assert.Equal("two", messages[0].GetProperty("arguments")[1].GetString());
    }

    [Fact]
    public async Task RunAsync_ScriptThrows_FailsWithItsLog()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => NodeScript.RunAsync(Write("throw new Error('broken on purpose');")));

        Assert.Contains("broken on purpose", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ScriptThatGoesOn_CanBeWatchedAndStopped()
    {
        await using var script = await NodeScript.StartAsync(Write("""
            process.on('SIGTERM', () => { console.log('{"event":"stopping"}'); process.exit(0); });
            setInterval(() => {}, 1000);
            console.log('{"event":"ready"}');
            """));
        await script.FirstAsync(message => message.GetProperty("event").GetString() == "ready");
        script.Send(ProcessSignal.Terminate);

        Assert.Equal(0, await script.WaitForExitAsync());
        Assert.Equal("stopping", script.Messages.Items[^1].GetProperty("event").GetString());
    }

    public void Dispose() => folder.Dispose();

    private string Write(string script)
    {
        var path = folder.File("script.mjs");
        File.WriteAllText(path, script);
        return path;
    }
}
