using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>The commands of docs/api.md, run one after another as they stand, answer what stands below them.</summary>
public sealed class ApiPageTests
{
    private const string Page = "docs/api.md";

    [Fact]
    public async Task Commands_AnswerWhatThePageShows()
    {
        var blocks = MarkdownCode.BlocksOf(Page);
        await using var server = await ServerProcess.StartAsync(new ServerSettings { Options = OptionsOf(blocks) });

        var runs = 0;
        for (var n = 1; n < blocks.Count; n++)
        {
            if (blocks[n].Language != "bash")
                continue;
            var output = await RunAsync(blocks[n].Text.Replace("http://127.0.0.1:5080", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));
            var expected = n + 1 < blocks.Count && blocks[n + 1].Language == "json" ? blocks[n + 1].Text : "";
            Assert.Matches("^" + Regex.Escape(expected).Replace("…", ".+", StringComparison.Ordinal) + "$", output.TrimEnd('\n'));
            runs++;
        }

        Assert.True(runs >= 9);
    }

    // All that the page configures.
    private static Dictionary<string, string> OptionsOf(IReadOnlyList<(string Language, string Text)> blocks)
    {
        var builder = new ConfigurationBuilder();
        foreach (var block in blocks.Where(block => block.Text.StartsWith("\"Hub\"", StringComparison.Ordinal)))
            builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes("{" + block.Text + "}")));
        return builder.Build().AsEnumerable().Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }

    private static async Task<string> RunAsync(string command)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", "set -e -o pipefail\n" + command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync().Within();
        Assert.True(bash.ExitCode == 0, await error + await output);
        return await output;
    }
}
