using System.Text.RegularExpressions;
using RealtimeHub.Console;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The README's example for SignalR's own client and its command lines, run as they stand there.</summary>
public sealed class ExampleTests
{
    private const string Prefix = "dotnet run --project Hub.Console -- ";

    [Fact]
    public async Task StockClientExample_ServerRestarted_MissesNothing()
    {
        await using var server = await RestartingServer.StartAsync();
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(folder.File("node_modules"), Repository.PathOf("Hub.Web/node_modules"));
        var script = folder.File("page.mjs");
        await File.WriteAllTextAsync(script, server.Here(MarkdownCode.BlocksOf("README.md").Where(block => block.Language == "js").ElementAt(1).Text));
        await using var page = await NodeScript.StartAsync(script);
        await LineAsync(page, "1 headline", "It works");

        await server.RestartAndPublishAsync("Again");

        await LineAsync(page, "2 headline", "Again");
        // SignalR warns of callbacks that nothing handles.
        Assert.DoesNotContain(page.Output.Items, line => line.Text.Contains("No client method", StringComparison.Ordinal) || line.Text.Contains("missing", StringComparison.Ordinal));
        Assert.Single(page.Output.Items, line => line.Text.StartsWith("1 headline", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CommandLines_OfTheReadme_Work()
    {
        await using var server = await ServerProcess.StartAsync();
        var commands = MarkdownCode.CommandsOf("README.md").Where(line => line.StartsWith(Prefix, StringComparison.Ordinal)).Select(line => line[Prefix.Length..]).ToList();
        Assert.Equal(["pub", "sub", "watch", "token"], commands.Select(command => command.Split(' ')[0]));

        var outputs = new List<string>();
        foreach (var command in commands)
            outputs.Add(await RunAsync(command, server));

        Assert.StartsWith("1 ", outputs[0], StringComparison.Ordinal);
        Assert.Contains("It works", outputs[1], StringComparison.Ordinal);
        Assert.NotEmpty(outputs[2]);
        Assert.Equal(3, outputs[3].Split('.').Length);
    }

    [Fact]
    public async Task TokenOfTheReadme_InProduction_WatchesFeeds()
    {
        const string secret = "a secret of at least thirty-two bytes";
        await using var server = await ServerProcess.StartAsync(new ServerSettings { Environment = "Production" }.With("Hub:Auth:Keys:0:Secret", secret));
        var command = MarkdownCode.CommandsOf("README.md").Single(line => line.StartsWith(Prefix + "token", StringComparison.Ordinal))[Prefix.Length..];

        var token = (await RunAsync(command, server)).Trim();

        Assert.NotEmpty(await RunAsync("watch feed:host --token " + token, server));
        Assert.NotEmpty(await RunAsync("history feed:host --token " + token, server));
    }

    private static async Task<string> RunAsync(string command, ServerProcess server)
    {
        // As a shell reads it: words, and what stands in single quotes.
        var words = Regex.Matches(command, "'([^']*)'|(\\S+)").Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value);
        using var stop = new CancellationTokenSource();
        await using var output = new StoppingWriter(stop);
        using var error = new StringWriter();
        string[] secret = command.StartsWith("token", StringComparison.Ordinal) ? ["--secret", "a secret of at least thirty-two bytes"] : [];
        var code = await Rthub.RunAsync(
            [.. words, .. secret, "--url", server.Address.ToString()], new Terminal(new StringReader(""), output, error, IsInteractive: false), stop.Token).Within();
        Assert.True(code == ExitCodes.Done, $"{command}: {code} {error}");
        return output.ToString();
    }

    private static Task<OutputLine> LineAsync(NodeScript page, string start, string text) => page.Output.FirstAsync(
        line => line.Text.StartsWith(start, StringComparison.Ordinal) && line.Text.Contains(text, StringComparison.Ordinal), what: $"{start} … {text}");

    /// <summary>Asks the command to stop, as Ctrl-C does, when it has written its first line.</summary>
    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            stop.Cancel();
        }

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            await stop.CancelAsync();
        }
    }
}
