using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>
/// A small file that is there as a whole, in its old or its new form, whenever the process or the machine stops. It is written
/// next to its place, synced, renamed, and the folder is synced.
/// </summary>
internal sealed class AtomicFile(string folder, string name, IJournalFiles files)
{
    private const int MaxLength = 4096;
    private const string NewExtension = ".new";
    private readonly string path = Path.Combine(folder, name);
    private readonly string newPath = Path.Combine(folder, name + NewExtension);

    /// <summary>The content; null when there is no file.</summary>
    /// <exception cref="IOException">It can't be read, or is not a file.</exception>
    public byte[]? Read()
    {
        if (!files.List(folder).Contains(name))
            return null;
        using var file = files.Open(path, writable: false);
        var bytes = new byte[MaxLength];
        return bytes[..file.Read(bytes, 0)];
    }

    public void Replace(ReadOnlySpan<byte> content)
    {
        DeleteIfThere(name + NewExtension);
        using (var file = files.Create(newPath))
        {
            file.Write(content, 0);
            file.Sync();
        }

        files.Rename(newPath, path);
        files.SyncFolder(folder);
    }

    public void Delete() => DeleteIfThere(name);

    private void DeleteIfThere(string entry)
    {
        if (files.List(folder).Contains(entry))
            files.Delete(Path.Combine(folder, entry));
    }
}
