using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RealtimeHub.Console;
using RealtimeHub.EndToEnd.Tests.Client;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

public sealed class RthubTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task PubAndHistory_OfAChannel_WriteWhatWasPublished()
    {
        var channel = ServerFixture.Channel();
        var published = await RunAsync("pub", channel, "headline", """{"title":"Hello"}""");
        Assert.Equal((ExitCodes.Done, "1"), (published.Code, published.Out.Split(' ')[0]));
        Assert.Contains("""headline  ~""", (await RunAsync("history", channel)).Out, StringComparison.Ordinal);

        var history = await RunAsync("history", channel, "--json");
        var publication = JsonSerializer.Deserialize(history.Out, HubJson.Default.Publication)!;
        Assert.Equal(("headline", """{"title":"Hello"}"""), (publication.Type, JsonSerializer.Serialize(publication.Data)));
    }

    [Fact]
    public async Task Pub_LinesOfTheInput_PublishesEach()
    {
        var channel = ServerFixture.Channel();
        var published = await RunAsync(["pub", channel, "line", "-", "--text", "--json"], "one\ntwo\n\nthree\n");
        Assert.Equal([1L, 2, 3], published.Out.Trim().Split('\n').Select(line => JsonSerializer.Deserialize(line, HubJson.Default.PublishResult)!.Position.Offset));
    }

    [Fact]
    public async Task StateAndPresence_OfAChannel_WriteThem()
    {
        var channel = ServerFixture.Channel("map");
        await RunAsync("pub", channel, "switched", "true", "--key", "kitchen");
        Assert.Contains("kitchen  1", (await RunAsync("state", channel)).Out, StringComparison.Ordinal);
        Assert.Contains("0 users", (await RunAsync("presence", channel)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sub_LastAndCount_WritesThoseAndEnds()
    {
        var channel = ServerFixture.Channel();
        await RunAsync(["pub", channel, "n", "-"], "1\n2\n3\n4\n");
        var heard = await RunAsync("sub", channel, "--last", "3", "--count", "2", "--json", "--guest", "Ann", "--protocol", "messagepack");
        Assert.Equal([2L, 3], heard.Out.Trim().Split('\n').Select(line => JsonSerializer.Deserialize(line, HubJson.Default.Publication)!.Offset));
        Assert.Contains("connected by WebSockets as guest-", heard.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sub_ControlCharactersFromOthers_CannotReachTheTerminal()
    {
        var channel = ServerFixture.Channel();
        await RunAsync("pub", channel, "n", "\u001b]0;title\u0007\u009b2J\u202e", "--text");
        var heard = await RunAsync("sub", channel, "--last", "1", "--count", "1");
        Assert.DoesNotContain(heard.Out.TrimEnd('\n'), c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
        var json = (await RunAsync("history", channel, "--json")).Out.TrimEnd('\n');
        Assert.DoesNotContain(json, c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
        Assert.Equal("\u001b]0;title\u0007\u009b2J\u202e", JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(JsonSerializer.Deserialize(json, HubJson.Default.Publication)!.Data)));
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "--help", "sub")]
    [InlineData(ExitCodes.Usage, "namespace:key", "sub", "nocolon")]
    [InlineData(ExitCodes.Usage, "not JSON (see character 2): {. Add --text", "pub", "topic:a", "n", "{")]
    [InlineData(ExitCodes.Usage, "EPOCH:OFFSET", "sub", "topic:a", "--since", "7")]
    [InlineData(ExitCodes.Usage, "--after must be a whole number from 0 to 9007199254740991; 'abc' is not.", "history", "topic:a", "--after", "abc")]
    [InlineData(ExitCodes.Usage, "--before must be a whole number from 1", "history", "topic:a", "--before", "0")]
    [InlineData(ExitCodes.Usage, "--limit must be a whole number from 1 to 1000", "history", "topic:a", "--limit", "1e3")]
    [InlineData(ExitCodes.Usage, "--limit must be a whole number", "state", "map:a", "-n", "x")]
    [InlineData(ExitCodes.Usage, "--count must be a whole number", "sub", "topic:a", "--count", "99999999999999999999")]
    [InlineData(ExitCodes.Usage, "--last must be a whole number from 1 to 10000", "watch", "topic:a", "--last", "-1")]
    [InlineData(ExitCodes.Usage, "--last must be a whole number from 0 to 50", "chat", "kitchen", "--last", "51")]
    [InlineData(ExitCodes.Usage, "--max-rate must be a number of values a second", "sub", "map:a", "--max-rate", "fast")]
    [InlineData(ExitCodes.Usage, "--expected-offset must be a whole number", "pub", "topic:a", "n", "1", "--expected-offset", "")]
    [InlineData(ExitCodes.Usage, "--timeout must be a number of seconds", "history", "topic:a", "--timeout", "soon")]
    [InlineData(ExitCodes.Usage, "abc", "history", "topic:a", "--json=abc")]
    [InlineData(ExitCodes.Usage, "abc", "pub", "topic:a", "n", "1", "--remove=abc")]
    [InlineData(ExitCodes.Usage, "abc", "chat", "kitchen", "--create=abc")]
    [InlineData(ExitCodes.Usage, "exclude", "sub", "topic:a", "--token", "x", "--guest", "y")]
    [InlineData(ExitCodes.Refused, "bad_request", "state", "topic:a")]
    [InlineData(ExitCodes.Refused, "permission_denied", "pub", "chat:a", "n", "1")]
    [InlineData(ExitCodes.Unreachable, "no connection", "history", "topic:a", "--url", "http://127.0.0.1:1", "--timeout", "0.5")]
    [InlineData(ExitCodes.Refused, "401", "history", "topic:a", "--token", "wrong", "--timeout", "10")]
    [InlineData(ExitCodes.Refused, "401", "sub", "topic:a", "--token", "wrong")]
    [InlineData(ExitCodes.Refused, "401", "watch", "topic:a", "--token", "wrong")]
    [InlineData(ExitCodes.Refused, "401", "chat", "kitchen", "--token", "wrong")]
    [InlineData(ExitCodes.Refused, ": name must be visible", "sub", "topic:a", "--guest", "\u200b")]
    public async Task Run_GoneWrong_SaysWhyAndExitsSo(int code, string expected, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_ChineseText_IsWrittenAsItIs()
    {
        var channel = ServerFixture.Channel();
        await RunAsync("pub", channel, "n", """{"text":"今天 👍 <b>&"}""");
        Assert.Contains("""{"text":"今天 👍 <b>&"}""", (await RunAsync("history", channel)).Out, StringComparison.Ordinal);
        var json = (await RunAsync("history", channel, "--json")).Out;
        Assert.Contains("今天 👍 <b>&", json, StringComparison.Ordinal);
        Assert.Equal("""{"text":"今天 👍 <b>&"}""", Regex.Unescape(JsonSerializer.Serialize(JsonSerializer.Deserialize(json, HubJson.Default.Publication)!.Data)));
    }

    [Theory]
    [InlineData()]
    [InlineData("sub")]
    [InlineData("pub")]
    [InlineData("history")]
    [InlineData("state")]
    [InlineData("presence")]
    [InlineData("watch")]
    [InlineData("chat")]
    [InlineData("token")]
    public async Task Help_OfEachCommand_TellsItsOptions(params string[] command)
    {
        var help = await RunAsync([.. command, "--help"]);
        Assert.Equal((ExitCodes.Done, ""), (help.Code, help.Error));
        Assert.Contains("--url", help.Out, StringComparison.Ordinal);
        Assert.Contains("--guest", help.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("watch")]
    public async Task Stream_ConnectionCutAndInterrupted_TellsWhatWasRecoveredAndLeavesCleanly(string command)
    {
        var channel = ServerFixture.Channel();
        await using var proxy = CuttingProxy.Start(fixture.Server.Address);
        // Shells let background programs ignore the signal of Ctrl-C; this undoes it.
        await using var process = await GuardedProcess.StartAsync(
            "env", ["--default-signal=INT", "dotnet", Repository.AssemblyOf("Hub.Console", "rthub"), command, channel, "--last", "1", "--url", proxy.Address.ToString()], Repository.Root);
        await process.Output.FirstAsync(line => line.Text.Contains("listening to", StringComparison.Ordinal));
        Assert.StartsWith("1 users", (await RunAsync("presence", channel)).Out, StringComparison.Ordinal);
        proxy.RefusesConnections = true;
        proxy.CutAll();
        await process.Output.FirstAsync(line => line.Text.Contains("connection lost", StringComparison.Ordinal));
        await RunAsync(["pub", channel, "n", "-"], "1\n2\n3\n");
        proxy.RefusesConnections = false;
        await process.Output.FirstAsync(line => line.Text.Contains("back, recovered offsets 1 to 3", StringComparison.Ordinal));
        await process.Output.UntilAsync(lines => lines.Count(line => !line.IsError) == 3);

        process.Send(ProcessSignal.Interrupt);
        Assert.Equal(ExitCodes.Done, await process.WaitForExitAsync());
        await TestTimeout.Until(async () => (await RunAsync("presence", channel)).Out.StartsWith("0 users", StringComparison.Ordinal));
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync(arguments, "");

    private async Task<(int Code, string Out, string Error)> RunAsync(string[] arguments, string input)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(new StringReader(input), output, error, IsInteractive: false);
        string[] url = arguments.Contains("--url") ? [] : ["--url", fixture.Server.Address.ToString()];
        var code = await Rthub.RunAsync([.. arguments, .. url], terminal).Within();
        return (code, output.ToString(), error.ToString());
    }
}
