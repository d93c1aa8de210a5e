namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>The machine's own files.</summary>
internal sealed class SystemFiles : IJournalFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DescriptorReserve reserve = new();

    public static SystemFiles Instance { get; } = new();

    public string? BootId { get; } = ReadBootId();

    public void CreateFolder(string path) => FileErrors.Run("create", path, () =>
    {
        RefuseLink(new DirectoryInfo(path));
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    });

    public IDisposable Lock(string path)
    {
        RefuseOthers(path);
        reserve.Fill();
        try
        {
            // On Unix an flock that ends with the process, however it ends.
            var stream = Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // .NET overlooks every reason but one why a lock can't be had.
            if (!OperatingSystem.IsWindows())
                FileErrors.Run("lock", path, () => UnixFile.Lock(stream.SafeFileHandle));
            return stream;
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new FolderInUseException(Path.GetDirectoryName(path)!);
        }
    }

    public IJournalFile Create(string path) =>
        new SystemFile(Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), path);

    public IJournalFile Open(string path, bool writable)
    {
        RefuseOthers(path);
        var access = writable ? FileAccess.ReadWrite : FileAccess.Read;
        return new SystemFile(Open(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete), path);
    }

    public IReadOnlyList<string> List(string folder) => FileErrors.Run("list", folder, () =>
        reserve.Run(() => Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).ToArray()));

    public void Rename(string from, string to) => FileErrors.Run("rename", from, () => File.Move(from, to, overwrite: true));

    public void Delete(string path) => FileErrors.Run("delete", path, () => File.Delete(path));

    public void SyncFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
            FileErrors.Run("sync", path, () => reserve.Run(() => UnixFile.SyncFolder(path)));
    }

    private FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is FileMode.CreateNew or FileMode.OpenOrCreate)
            options.UnixCreateMode = OwnerOnly;
        return FileErrors.Run(mode == FileMode.Open ? "open" : "create", path, () => reserve.Run(() => new FileStream(path, options)));
    }

    // A link could have another file of the same owner overwritten; opening a pipe or a device may wait for ever.
    private static void RefuseOthers(string path)
    {
        FileErrors.Run("open", path, () => RefuseLink(new FileInfo(path)));
        if (OperatingSystem.IsLinux() && UnixFile.Exists(path, out var isRegular) && !isRegular)
            throw new UnusableFileException($"'{Path.GetFileName(path)}' is not a regular file");
    }

    private static void RefuseLink(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
            throw new UnusableFileException($"'{entry.Name}' is a symbolic link; the journal follows none");
    }

    // EWOULDBLOCK on Linux and macOS; Windows' ERROR_SHARING_VIOLATION.
    private static bool IsHeldByAnother(IOException e) =>
        e.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11);

    private static string? ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return OperatingSystem.IsLinux() && File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
