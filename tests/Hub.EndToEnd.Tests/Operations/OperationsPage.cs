using RealtimeHub.EndToEnd.Tests.Readme;
using RealtimeHub.Server.Identity;
using RealtimeHub.Server.Identity.Keys;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Operations;

/// <summary>The commands of docs/operations.md, run as they stand there with other folders.</summary>
internal static class OperationsPage
{
    /// <summary>Where the page has the program.</summary>
    public const string Program = "/opt/realtimehub";

    /// <summary>Where the page has the data.</summary>
    public const string Data = "/var/lib/realtimehub";

    /// <summary>Where the page has backups.</summary>
    public const string Backups = "/var/backups";

    /// <summary>The blocks of the page.</summary>
    public static IReadOnlyList<string> Blocks => [.. MarkdownCode.BlocksOf("docs/operations.md").Where(block => block.Language == "bash").Select(block => block.Text)];

    /// <summary>Runs the one block that begins so.</summary>
    /// <param name="beginning">Its beginning.</param>
    /// <param name="from">Where it is run.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="changes">What is replaced by what.</param>
    public static async Task RunAsync(string beginning, string from, TimeSpan limit, params (string Old, string New)[] changes)
    {
        var block = Blocks.Single(block => block.StartsWith(beginning, StringComparison.Ordinal));
        var command = changes.Aggregate(block, (text, change) => text.Replace(change.Old, change.New, StringComparison.Ordinal));
        var rthub = $"rthub() {{ dotnet '{Repository.AssemblyOf("Hub.Console", "rthub")}' \"$@\"; }}";
        await using var shell = await GuardedProcess.StartAsync("bash", ["-c", $"set -e\n{rthub}\n{command}"], from);
        var code = await shell.WaitForExitAsync(limit);
        Assert.True(code == 0, $"{command}\nended with {code}:\n" + string.Join('\n', shell.Output.Items.TakeLast(30)));
    }

    /// <summary>A user's token, as an application would sign it.</summary>
    public static string Token(string secret) =>
        new JwtWriter(new SigningKeys([new SigningKey(null, System.Text.Encoding.UTF8.GetBytes(secret))]), new TokenRules(null, null), TimeProvider.System).Write(new TokenClaims
        {
            UserId = "ann",
            Name = null,
            Expires = TimeProvider.System.GetUtcNow().AddHours(1),
            IsAdmin = false,
            Grants = [],
        });
}
