namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>The machine's own files.</summary>
internal sealed class SystemFiles : IJournalFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static SystemFiles Instance { get; } = new();

    public string? BootId { get; } = ReadBootId();

    public void CreateFolder(string path)
    {
        RefuseLink(new DirectoryInfo(path));
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    public IDisposable Lock(string path)
    {
        RefuseLink(new FileInfo(path));
        try
        {
            // On Unix an flock that ends with the process, however it ends.
            return OpenStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new FolderInUseException(Path.GetDirectoryName(path)!);
        }
    }

    public IJournalFile Create(string path) =>
        new SystemFile(OpenStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), path);

    public IJournalFile Open(string path, bool writable)
    {
        RefuseLink(new FileInfo(path));
        var access = writable ? FileAccess.ReadWrite : FileAccess.Read;
        return new SystemFile(OpenStream(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete), path);
    }

    public IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))];

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
            UnixSync.Folder(path);
    }

    private static FileStream OpenStream(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is FileMode.CreateNew or FileMode.OpenOrCreate)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    // Whoever may put a link into the folder could otherwise have another file of ours overwritten.
    private static void RefuseLink(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
            throw new IOException($"'{entry.FullName}' is a symbolic link; the journal follows none");
    }

    private static string? ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return OperatingSystem.IsLinux() && File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
