using System.Text.RegularExpressions;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Architecture;

/// <summary>Every limit and every bad input of docs/security.md has a test that names it, as <c>[Trait("Safety", "L4")]</c>.</summary>
public sealed partial class SafetyTests
{
    [Fact]
    public void Rows_OfTheSecurityPage_AreNamedByTests()
    {
        var rows = Rows();
        var named = Named();

        Assert.True(rows.Count > 40, $"{rows.Count} rows");
        Assert.Empty(rows.Except(named).Order());
    }

    [Fact]
    public void Tests_NameRowsThatAreThere() => Assert.Empty(Named().Except(Rows()).Order());

    private static HashSet<string> Rows() => [.. File.ReadAllLines(Repository.PathOf("docs/security.md"))
        .Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Groups["id"].Value)];

    private static HashSet<string> Named() => [.. Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules" or "Architecture"))
        .SelectMany(file => SafetyTrait().Matches(File.ReadAllText(file))).Select(match => match.Groups["id"].Value)];

    [GeneratedRegex(@"^\| (?<id>[LB]\d+) \|")]
    private static partial Regex Row();

    [GeneratedRegex("""\[Trait\("Safety", "(?<id>[LB]\d+)"\)\]""")]
    private static partial Regex SafetyTrait();
}
