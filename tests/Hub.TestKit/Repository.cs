namespace RealtimeHub.TestKit;

/// <summary>Where things lie in the working copy that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary><c>Debug</c> or <c>Release</c>, as these tests were built.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Release") ? "Release" : "Debug";

    /// <summary>A path under <see cref="Root"/>, its parts divided by <c>/</c>.</summary>
    public static string PathOf(string relative) => Path.Combine([Root, .. relative.Split('/')]);

    /// <summary>The built assembly of a project at the root, such as <c>Hub.Server</c>.</summary>
    public static string AssemblyOf(string project, string? name = null) =>
        PathOf($"{project}/bin/{Configuration}/net10.0/{name ?? project}.dll");

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RealtimeHub.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"RealtimeHub.sln is in no folder above {start}");
    }
}
