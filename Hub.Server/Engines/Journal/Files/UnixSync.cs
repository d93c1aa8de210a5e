using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>
/// Syncing through the C library, with the error looked at: .NET's own <c>Flush(true)</c> and <c>FlushToDisk</c> return
/// normally when the kernel says that the data did not reach the disk.
/// </summary>
internal static partial class UnixSync
{
    private const int Interrupted = 4;
    private const int ReadOnly = 0;

    public static void File(SafeFileHandle handle, string path)
    {
        while (Sync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw Failed(path, error);
        }
    }

    public static void Folder(string path)
    {
        using var handle = OpenFolder(path);
        while (SyncAll(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw Failed(path, error);
        }
    }

    private static int Sync(SafeFileHandle handle) => OperatingSystem.IsLinux() ? SyncData(handle) : SyncAll(handle);

    private static SafeFileHandle OpenFolder(string path)
    {
        var descriptor = Open(path, ReadOnly);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw Failed(path, Marshal.GetLastPInvokeError());
    }

    private static IOException Failed(string path, int error) =>
        new($"syncing '{Path.GetFileName(path)}' failed: {Marshal.GetPInvokeErrorMessage(error)}");

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
