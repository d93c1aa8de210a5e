namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>A file of the machine.</summary>
internal sealed class SystemFile(FileStream stream, string path) : IJournalFile
{
    public long Length => FileErrors.Run("measure", path, () => RandomAccess.GetLength(stream.SafeFileHandle));

    public int Read(Span<byte> buffer, long position)
    {
        try
        {
            return ReadAll(buffer, position);
        }
        catch (Exception e) when (e is not ObjectDisposedException && FileErrors.Translate("read", path, e) is { } translated)
        {
            throw translated;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, bytes, position);
        }
        catch (Exception e) when (FileErrors.Translate("write", path, e) is { } translated)
        {
            throw translated;
        }
    }

    public void Sync() => FileErrors.Run("sync", path, () =>
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        else
            UnixFile.Sync(stream.SafeFileHandle, path);
    });

    public void Truncate(long length) => FileErrors.Run("cut", path, () => RandomAccess.SetLength(stream.SafeFileHandle, length));

    public void Dispose() => stream.Dispose();

    private int ReadAll(Span<byte> buffer, long position)
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
}
