using RealtimeHub.Console;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Console;

public class TokenCommandTests
{
    private const string Secret = "a secret of at least thirty-two bytes";

    [Fact]
    public async Task Token_WithTheServersSecret_IsAcceptedInProduction()
    {
        var settings = new ServerSettings { Environment = "Production" }
            .With("Hub:Auth:Keys:0:Secret", Secret).With("Hub:Auth:Keys:0:Kid", "k1").With("Hub:Auth:Issuer", "us").With("Hub:Auth:Audience", "hub");
        await using var server = await ServerProcess.StartAsync(settings);
        string[] key = ["--secret", Secret, "--kid", "k1", "--issuer", "us", "--audience", "hub"];
        var token = (await RunAsync(["token", "--user", "ann", "--name", "Ann", "--grant", "feed:*=subscribe,history", .. key])).Out.Trim();
        var connection = new[] { "--url", server.Address.ToString(), "--token", token };

        Assert.Equal(ExitCodes.Done, (await RunAsync(["pub", "topic:a", "n", "1", .. connection])).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync(["state", "feed:host", .. connection])).Code);

        var without = (await RunAsync(["token", "--user", "ann", .. key])).Out.Trim();
        Assert.Equal(ExitCodes.Refused, (await RunAsync(["state", "feed:host", "--url", server.Address.ToString(), "--token", without])).Code);
    }

    [Fact]
    public async Task Token_WithTheDataFolder_IsAcceptedInDevelopment()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.StartAsync(new ServerSettings { DataPath = folder.File("data") });

        var made = await RunAsync(["token", "--user", "ann", "--grant", "feed:rooms=publish", "--data", folder.File("data")]);
        var published = await RunAsync(["feed", "import", "-", "--feed", "rooms", "--format", "csv", "--url", server.Address.ToString(), "--token", made.Out.Trim()], "key,n\na,1\n");
        var without = await RunAsync(["feed", "import", "-", "--feed", "rooms", "--format", "csv", "--url", server.Address.ToString()], "key,n\na,1\n");

        Assert.Equal(ExitCodes.Done, published.Code);
        Assert.Equal((ExitCodes.Refused, ""), (without.Code, without.Out));
        Assert.Contains("rthub token --grant 'feed:rooms=publish'", without.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "there is no development.key")]
    [InlineData("short", "is not a key")]
    public async Task Token_NoKeyInTheDataFolder_SaysSo(string? key, string expected)
    {
        using var folder = new TempFolder();
        if (key is not null)
            await File.WriteAllTextAsync(folder.File("development.key"), key);

        var run = await RunAsync(["token", "--user", "ann", "--data", Path.GetDirectoryName(folder.File("development.key"))!]);

        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exclude each other", "--user", "ann", "--secret", Secret, "--data", "x")]
    [InlineData("at least 32 bytes", "--user", "ann", "--secret", "short")]
    [InlineData("at least 32 bytes", "--user", "ann")]
    [InlineData("--user", "--secret", Secret)]
    [InlineData("--user takes", "--user", "~ann", "--secret", Secret)]
    [InlineData("--hours must be", "--user", "ann", "--hours", "25", "--secret", Secret)]
    [InlineData("--grant feed:x: must be", "--user", "ann", "--grant", "feed:x", "--secret", Secret)]
    [InlineData("--grant feed:x=read: must be", "--user", "ann", "--grant", "feed:x=read", "--secret", Secret)]
    public async Task Token_BadArgument_SaysWhatItMustBe(string expected, params string[] arguments)
    {
        var run = await RunAsync(["token", .. arguments]);

        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("thirty-two", run.Error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string[] arguments, string input = "")
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Rthub.RunAsync(arguments, new Terminal(new StringReader(input), output, error, IsInteractive: false)).Within();
        return (code, output.ToString(), error.ToString());
    }
}
