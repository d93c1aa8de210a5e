namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>A file of the machine.</summary>
internal sealed class SystemFile(FileStream stream, string path) : IJournalFile
{
    // ENOSPC, EDQUOT on Linux, EDQUOT on macOS; Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] FullErrors = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070027), unchecked((int)0x80070070)]
        : OperatingSystem.IsMacOS() ? [28, 69] : [28, 122];

    public long Length => RandomAccess.GetLength(stream.SafeFileHandle);

    public int Read(Span<byte> buffer, long position)
    {
        var read = 0;
        while (read < buffer.Length)
        {
            var some = RandomAccess.Read(stream.SafeFileHandle, buffer[read..], position + read);
            if (some == 0)
                break;
            read += some;
        }

        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, bytes, position);
        }
        catch (IOException e) when (FullErrors.Contains(e.HResult))
        {
            throw new StorageFullException($"no room to write '{Path.GetFileName(path)}'");
        }
    }

    public void Sync()
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        else
            UnixSync.File(stream.SafeFileHandle, path);
    }

    public void Truncate(long length) => RandomAccess.SetLength(stream.SafeFileHandle, length);

    public void Dispose() => stream.Dispose();
}
