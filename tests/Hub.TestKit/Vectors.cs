namespace RealtimeHub.TestKit;

/// <summary>The cases in <c>tests/vectors</c> that C# and TypeScript tests share.</summary>
public static class Vectors
{
    /// <summary>The full path of a folder of cases, found from where the tests run.</summary>
    public static string Folder(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "tests", "vectors", name);
            if (Directory.Exists(folder))
                return folder;
        }

        throw new DirectoryNotFoundException($"tests/vectors/{name} is not above {AppContext.BaseDirectory}");
    }
}
