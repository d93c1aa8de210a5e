using System.Text.RegularExpressions;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Readme;

/// <summary>Links lead somewhere, proofs are there, and no example goes untested.</summary>
public class DocumentTests
{
    // An example of Hub.Documents, which has tests of its own.
    private static readonly string[] Elsewhere = ["documents.md: csharp"];

    [Fact]
    public void Links_WithinTheRepository_LeadSomewhere()
    {
        var broken =
            from document in Documents()
            from Match link in Regex.Matches(File.ReadAllText(document), @"\]\(([^)#:]+)(?:#[^)]*)?\)")
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value))
            select $"{Path.GetFileName(document)}: {link.Groups[1].Value}";

        Assert.Empty(broken);
    }

    /// <summary>A new block of code needs a test that runs it; <see cref="ExampleTests"/>, <see cref="DocsExampleTests"/>, <see cref="ApiPageTests"/>, <see cref="Packages.NuGetPackageTests"/>, <see cref="Packages.NpmPackageTests"/> and those of the folder Operations run these.</summary>
    [Fact]
    public void CodeBlocks_OfReadmeAndDocs_AreThoseThatTestsRun()
    {
        var blocks =
            from document in Documents()
            from block in MarkdownCode.BlocksOf(Path.GetRelativePath(Repository.Root, document))
            let name = $"{Path.GetFileName(document)}: {block.Language}"
            where !Elsewhere.Contains(name)
            select name;

        Assert.Equal(
            [
                .. Enumerable.Repeat("api.md: bash", 13), .. Enumerable.Repeat("api.md: json", 14), "collaboration.md: js", "embedding.md: csharp", "embedding.md: csharp", "feeds.md: bash", "feeds.md: json",
                .. Enumerable.Repeat("operations.md: bash", 5),
                "README.md: csharp", "README.md: js", "README.md: js", "security.md: bash", "security.md: csharp", .. Enumerable.Repeat("security.md: json", 7),
            ],
            blocks.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Proofs_OfTheGuarantees_AreThere()
    {
        var rows = File.ReadAllLines(Repository.PathOf("docs/guarantees.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var proof = row.Split('|')[2];
            var names = Regex.Matches(proof, "`([^`]+)`").Select(name => name.Groups[1].Value).Where(name => !name.Contains('=', StringComparison.Ordinal)).ToArray();
            Assert.True(names.Length > 0 || proof.Contains("*open*", StringComparison.Ordinal), row);
            var last = "";
            foreach (var name in names)
            {
                // A name continues from the one before it: in its folder or in its project.
                string[] places = [name, "tests/" + name, $"{Path.GetDirectoryName(last)}/{name}", $"{string.Join('/', last.Split('/').Take(2))}/{name}"];
                last = places.FirstOrDefault(IsThere) ?? "";
                Assert.True(last.Length > 0, $"{name} is not there: {row}");
            }
        });
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

    private static bool IsThere(string path) =>
        path.Contains('/', StringComparison.Ordinal) && !path.StartsWith('/') && (Path.Exists(Repository.PathOf(path)) || File.Exists(Repository.PathOf(path + ".cs")));
}
