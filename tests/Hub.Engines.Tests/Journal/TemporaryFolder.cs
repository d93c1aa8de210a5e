namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rthub-journal-");

    /// <summary>The journal's folder, which is not there yet.</summary>
    public string Path => System.IO.Path.Combine(folder.FullName, "data");

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Another folder beside it, with a copy of the journal's files.</summary>
    public string Copy(string name)
    {
        var target = System.IO.Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(Path).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)), overwrite: true);
        return target;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
