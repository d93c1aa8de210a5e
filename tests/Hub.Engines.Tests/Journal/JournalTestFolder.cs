using RealtimeHub.TestKit;

namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>A temporary folder for one journal, and for copies of it.</summary>
internal sealed class JournalTestFolder : IDisposable
{
    private readonly TempFolder folder = new();

    /// <summary>The journal's folder, which is not there yet.</summary>
    public string Path => folder.File("data");

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Another folder next to it, with a copy of the journal's files.</summary>
    public string Copy(string name)
    {
        var target = folder.File(name);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(Path).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)), overwrite: true);
        return target;
    }

    public void Dispose() => folder.Dispose();
}
