using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.Shared.Tests;

/// <summary>The cases in <c>tests/vectors</c> that the TypeScript tests read, too.</summary>
internal static class VectorFile
{
    /// <summary>The cases of a file.</summary>
    public static IReadOnlyList<JsonElement> Cases(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests/vectors/" + file)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(each => each.Clone())];
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.Text("hex"));
}
