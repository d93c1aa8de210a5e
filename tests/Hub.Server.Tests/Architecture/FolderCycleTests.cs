using RealtimeHub.Client;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Tests.Architecture;

/// <summary>At every level, the folders of a project use each other in one direction.</summary>
public class FolderCycleTests
{
    public static TheoryData<string, Type> Projects => new()
    {
        { "Hub.Server", typeof(IEngine) },
        { "Hub.Client", typeof(HubClient) },
        { "Hub.Shared", typeof(Publication) },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfEveryLevel_HaveNoCycle(string project, Type anyOfIt)
    {
        var tree = new SourceTree(project);
        var uses = UsesBetweenFolders(tree, anyOfIt.Assembly.GetTypes());

        var cycles = tree.Files.SelectMany(file => Ancestors(file.Folder)).Distinct().SelectMany(folder => CyclesBelow(folder, uses))
            .ToList();

        Assert.True(cycles.Count == 0, string.Join(Environment.NewLine, cycles));
    }

    [Fact]
    public void CyclesBelow_TwoFoldersThatUseEachOther_NamesBoth()
    {
        Use[] uses = [new("a/x", "a/y", "One uses Two"), new("a/y/deep", "a/x", "Two uses One"), new("a/z", "a/x", "Three uses One")];

        var found = Assert.Single(CyclesBelow("a", uses));

        Assert.Contains("x ↔ y", found, StringComparison.Ordinal);
        Assert.Empty(CyclesBelow("", uses));
    }

    private static List<Use> UsesBetweenFolders(SourceTree tree, IEnumerable<Type> types) =>
        [.. from type in types
            let folder = tree.FolderOf(type)
            where folder is not null
            from other in References.Of(type)
            let used = tree.FolderOf(other)
            where used is not null && used != folder
            select new Use(folder, used, $"{type.FullName} uses {other.FullName}")];

    private static IEnumerable<string> CyclesBelow(string folder, IReadOnlyList<Use> uses)
    {
        var edges = uses
            .Select(use => (From: ChildOf(folder, use.From), To: ChildOf(folder, use.To), use.What))
            .Where(edge => edge.From is not null && edge.To is not null && edge.From != edge.To)
            // The files at a project's root are what its users see: they may use and be used by every folder.
            .Where(edge => folder.Length > 0 || (edge.From != "." && edge.To != "."))
            .ToLookup(edge => edge.From!);
        var nodes = edges.Select(group => group.Key).Order(StringComparer.Ordinal).ToList();
        var reachable = nodes.ToDictionary(node => node, node => Reachable(node, edges));
        foreach (var (first, second) in from a in nodes from b in nodes where string.CompareOrdinal(a, b) < 0 && reachable[a].Contains(b) && reachable[b].Contains(a) select (a, b))
        {
            var examples = edges[first].Where(edge => edge.To == second).Concat(edges[second].Where(edge => edge.To == first)).Select(edge => edge.What).Distinct().Take(6);
            yield return $"{(folder.Length == 0 ? "/" : folder)}: {first} ↔ {second} ({string.Join("; ", examples)})";
        }
    }

    private static HashSet<string> Reachable(string start, ILookup<string, (string? From, string? To, string What)> edges)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var node))
        {
            foreach (var edge in edges[node])
            {
                if (found.Add(edge.To!))
                    open.Push(edge.To!);
            }
        }

        return found;
    }

    // The part of a path directly below a folder; "." for a file of the folder itself, null for what lies elsewhere.
    private static string? ChildOf(string folder, string path)
    {
        if (path == folder)
            return ".";
        var prefix = folder.Length == 0 ? "" : folder + "/";
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..].Split('/')[0] : null;
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        yield return "";
        for (var at = folder.IndexOf('/', StringComparison.Ordinal); at >= 0; at = folder.IndexOf('/', at + 1))
            yield return folder[..at];
        if (folder.Length > 0)
            yield return folder;
    }

    private sealed record Use(string From, string To, string What);
}
