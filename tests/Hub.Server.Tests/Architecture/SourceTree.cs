using System.Text.RegularExpressions;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Architecture;

/// <summary>The hand-written source files of one project, and the folder that declares each of its types.</summary>
internal sealed partial class SourceTree
{
    private readonly Dictionary<string, string> folders = new(StringComparer.Ordinal);

    public SourceTree(string project)
    {
        var root = Repository.PathOf(project);
        Files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => new SourceFile(file, File.ReadAllText(Path.Combine(root, file))))];
        // A partial type is where the file with its own name is.
        foreach (var file in Files.OrderBy(file => file.Name.Contains('.', StringComparison.Ordinal)))
        {
            foreach (Match declared in Declaration().Matches(file.Text))
                folders.TryAdd($"{file.Namespace}.{declared.Groups["name"].Value}", file.Folder);
        }
    }

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The folder of a top-level type, or null for a type that no file of this project declares.</summary>
    public string? FolderOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.FullName is { } name ? folders.GetValueOrDefault(name.Split('`')[0]) : null;
    }

    [GeneratedRegex(@"^(?:public |internal |file |static |abstract |sealed |readonly |partial |unsafe |ref )*(?:class|record struct|record class|record|struct|interface|enum|delegate \S+) (?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}

/// <summary>One source file.</summary>
/// <param name="Path">Relative to its project, with forward slashes.</param>
/// <param name="Text">What is in it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The folder, empty at the project's root.</summary>
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The file's name without its ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Namespace => NamespaceLine().Match(Text).Groups["name"].Value;

    public int Lines => Text.Count(character => character == '\n');

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
