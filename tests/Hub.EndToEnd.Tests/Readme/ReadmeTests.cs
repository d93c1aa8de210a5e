using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>What the README says works as it stands there.</summary>
public sealed class ReadmeTests : IAsyncLifetime
{
    private const string HubAddress = "http://localhost:5080/hub";

    private ServerProcess server = null!;

    public async Task InitializeAsync() => server = await ServerProcess.StartAsync();

    public Task DisposeAsync() => server.DisposeAsync().AsTask();

    [Fact]
    public void ClientExample_InTheReadme_IsTheCompiledOne()
    {
        var source = File.ReadAllLines(Repository.PathOf("tests/Hub.EndToEnd.Tests/Readme/ClientSample.cs"))
            .SkipWhile(line => line.Trim() != "// <readme>").Skip(1).TakeWhile(line => line.Trim() != "// </readme>")
            .Select(line => line[8..]);
        var expected = string.Join('\n', source).Replace("HubClient(address)", $"HubClient(new Uri(\"{HubAddress}\"))", StringComparison.Ordinal);

        Assert.Equal(expected, Block("csharp"));
    }

    [Fact]
    public async Task ClientExample_RealServer_Works()
    {
        var lines = new Seen<string>();
        var sample = new ClientSample(server.HubAddress, line =>
        {
            lines.Add(line);
            // The example goes on for ever.
            throw new OperationCanceledException();
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => sample.RunAsync().Within());

        Assert.Equal(["1 headline"], lines.Items);
    }

    [Fact]
    public async Task PageExample_RealServer_Works()
    {
        using var folder = new TempFolder();
        var script = folder.File("page.cjs");
        var example = Block("js").Replace("\"/hub\"", $"\"{server.HubAddress}\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(script, $$"""
            const signalR = require("@microsoft/signalr");
            const log = console.log;
            console.log = (...words) => log(JSON.stringify({ words }));
            (async () => {
            {{example}}
            })();
            """);
        await using var page = await NodeScript.StartAsync(
            script, variables: new Dictionary<string, string?> { ["NODE_PATH"] = Repository.PathOf("Hub.Web/node_modules") });

        var message = await page.FirstAsync(message => message.GetProperty("words")[1].ValueEquals("headline"));

        Assert.Equal("""[1,"headline",{"text":"It works"}]""", message.GetProperty("words").GetRawText());
    }

    [Fact]
    public void Links_WithinTheRepository_LeadSomewhere()
    {
        var documents = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));
        var broken =
            from document in documents
            from System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(document), @"\]\(([^)#:]+)\)")
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value))
            select $"{Path.GetFileName(document)}: {link.Groups[1].Value}";

        Assert.Empty(broken);
    }

    [Fact]
    public void Proofs_OfTheGuarantees_AreThere()
    {
        var rows = File.ReadAllLines(Repository.PathOf("docs/guarantees.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var proof = row.Split('|')[2];
            var names = System.Text.RegularExpressions.Regex.Matches(proof, "`([^`=]+)`").Select(name => name.Groups[1].Value).ToArray();
            Assert.True(names.Length > 0 || proof.Contains("*open*", StringComparison.Ordinal), row);
            var last = "";
            foreach (var name in names)
            {
                // A name goes on where the one before it was: in its folder or in its project.
                string[] places = [name, "tests/" + name, $"{Path.GetDirectoryName(last)}/{name}", $"{string.Join('/', last.Split('/').Take(2))}/{name}"];
                last = places.FirstOrDefault(IsThere) ?? "";
                Assert.True(last.Length > 0, $"{name} is not there: {row}");
            }
        });
    }

    private static bool IsThere(string path) =>
        path.Contains('/', StringComparison.Ordinal) && !path.StartsWith('/') && (Path.Exists(Repository.PathOf(path)) || File.Exists(Repository.PathOf(path + ".cs")));

    /// <summary>The README's first block of code in a language.</summary>
    private static string Block(string language)
    {
        var lines = File.ReadAllLines(Repository.PathOf("README.md"));
        return string.Join('\n', lines.SkipWhile(line => line != "```" + language).Skip(1).TakeWhile(line => line != "```"));
    }
}
