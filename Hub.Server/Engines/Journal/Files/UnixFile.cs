using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>
/// What .NET doesn't do as the journal needs it, through the C library. Its <c>Flush(true)</c> and <c>FlushToDisk</c> return
/// normally when the kernel says that the data did not reach the disk, its locks overlook errors, and it can't tell a pipe from
/// a file without opening it.
/// </summary>
internal static partial class UnixFile
{
    private const int Interrupted = 4;
    private const int ReadOnly = 0;
    private const int ExclusiveNow = 2 | 4;
    private const int WorkingFolder = -100;
    private const int DontFollow = 0x100;
    private const uint TypeWanted = 1;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int ModePosition = 28;
    private const int StatusLength = 256;

    /// <exception cref="SyncFailedException">The kernel says that it failed.</exception>
    public static void Sync(SafeFileHandle handle, string path) =>
        SyncUntilDone(handle, path, OperatingSystem.IsLinux() ? SyncData : SyncAll);

    /// <exception cref="SyncFailedException">The kernel says that it failed.</exception>
    /// <exception cref="IOException">The folder can't be opened.</exception>
    public static void SyncFolder(string path)
    {
        var descriptor = OpenDescriptor(path, ReadOnly);
        if (descriptor < 0)
            throw LastError();
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        SyncUntilDone(handle, path, SyncAll);
    }

    /// <summary>Locks a file for this process, without waiting.</summary>
    /// <exception cref="IOException">It can't be had.</exception>
    public static void Lock(SafeFileHandle handle)
    {
        if (LockFile(handle, ExclusiveNow) != 0)
            throw LastError();
    }

    /// <summary>Whether there is an entry, and whether it is a regular file. Linux only.</summary>
    public static bool Exists(string path, out bool isRegular)
    {
        Span<byte> status = stackalloc byte[StatusLength];
        var exists = Status(WorkingFolder, path, DontFollow, TypeWanted, ref MemoryMarshal.GetReference(status)) == 0;
        isRegular = exists && (BinaryPrimitives.ReadUInt16LittleEndian(status[ModePosition..]) & TypeMask) == RegularType;
        return exists;
    }

    private static void SyncUntilDone(SafeFileHandle handle, string path, Func<SafeFileHandle, int> sync)
    {
        while (sync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw new SyncFailedException($"syncing '{Path.GetFileName(path)}' failed: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static IOException LastError()
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockFile(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint wanted, ref byte status);
}
