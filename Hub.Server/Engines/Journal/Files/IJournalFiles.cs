namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>
/// What the journal needs of a file system. Its own, because .NET reports a failed sync as a success on Unix, and because
/// tests must be able to make it fail. Every member throws <see cref="IOException"/> when it fails, and nothing else.
/// </summary>
internal interface IJournalFiles
{
    /// <summary>Names the run of the machine: what was written before it changed may be gone unless it was synced. Null when unknown.</summary>
    string? BootId { get; }

    /// <summary>Makes a folder that only its owner may enter, or takes one that is there. Refuses a symbolic link.</summary>
    void CreateFolder(string path);

    /// <summary>Takes the lock for this process until it is disposed of.</summary>
    /// <exception cref="FolderInUseException">Another process has it.</exception>
    IDisposable Lock(string path);

    /// <summary>Creates a file that must not be there, readable and writable by its owner alone.</summary>
    IJournalFile Create(string path);

    /// <summary>Opens a file that is there. Refuses a symbolic link, a pipe, a device and whatever else is no file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    IJournalFile Open(string path, bool writable);

    /// <summary>The names of the files in a folder.</summary>
    IReadOnlyList<string> List(string folder);

    void Rename(string from, string to);

    void Delete(string path);

    /// <summary>Returns when what was created, renamed and deleted in the folder is on the disk.</summary>
    /// <exception cref="SyncFailedException">The disk failed.</exception>
    void SyncFolder(string path);
}

/// <summary>An open file. Any thread may read while one thread writes.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads as much as there is, up to the size of the buffer.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed, its segment replaced.</exception>
    int Read(Span<byte> buffer, long position);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="StorageFullException">There is no room; part of it may have been written.</exception>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Returns when everything written is on the disk.</summary>
    /// <exception cref="SyncFailedException">The disk failed.</exception>
    void Sync();

    void Truncate(long length);
}
