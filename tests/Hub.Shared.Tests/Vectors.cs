using System.Text.Json;

namespace RealtimeHub.Shared.Tests;

/// <summary>The cases in <c>tests/vectors</c> that the TypeScript tests read, too.</summary>
internal static class Vectors
{
    /// <summary>The cases of a file, each with its place in it as a name.</summary>
    public static IReadOnlyList<JsonElement> Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder("vectors"), file)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(each => each.Clone())];
    }

    /// <summary>A folder of <c>tests</c>.</summary>
    public static string Folder(string name) => Path.Combine(Root(), "tests", name);

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.Text("hex"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return folder.FullName;
    }
}
