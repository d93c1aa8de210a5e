using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>
/// Makes one kind of exception of everything that a file operation fails with. The messages name the file and never its folder:
/// they reach health and clients.
/// </summary>
internal static class FileErrors
{
    private const int MaxErrno = 4095;

    // ENOSPC, EDQUOT on Linux, EDQUOT on macOS; Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] FullErrors = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070027), unchecked((int)0x80070070)]
        : OperatingSystem.IsMacOS() ? [28, 69] : [28, 122];

    // ENFILE, EMFILE.
    private static readonly int[] DescriptorErrors = [23, 24];

    /// <summary>Does something to a file.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static T Run<T>(string act, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (Translate(act, path, e) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(string act, string path, Action action) => Run(act, path, () =>
    {
        action();
        return true;
    });

    /// <summary>Whether it failed because the process or the machine has no file descriptors left.</summary>
    public static bool IsOutOfDescriptors(IOException e) => !OperatingSystem.IsWindows() && DescriptorErrors.Contains(e.HResult);

    /// <summary>The exception to throw in place of another one; null when that is right as it is.</summary>
    public static IOException? Translate(string act, string path, Exception e)
    {
        var name = Path.GetFileName(path);
        return e switch
        {
            StorageFullException or SyncFailedException or FolderInUseException or UnusableFileException => null,
            FileNotFoundException => new FileNotFoundException($"'{name}' is missing"),
            IOException when FullErrors.Contains(e.HResult) => new StorageFullException($"no room to {act} '{name}'"),
            IOException or UnauthorizedAccessException or ObjectDisposedException =>
                new IOException($"can't {act} '{name}': {ReasonOf(e)}", e.HResult),
            _ => null,
        };
    }

    private static string ReasonOf(Exception e) => e switch
    {
        ObjectDisposedException => "it is closed",
        { HResult: > 0 and <= MaxErrno } => Marshal.GetPInvokeErrorMessage(e.HResult),
        { InnerException: { HResult: > 0 and <= MaxErrno } inner } => Marshal.GetPInvokeErrorMessage(inner.HResult),
        UnauthorizedAccessException => "access denied",
        DirectoryNotFoundException => "the folder is missing",
        _ => "input/output error",
    };
}

/// <summary>There is no room on the disk, or the quota is used up.</summary>
internal sealed class StorageFullException(string message) : IOException(message);

/// <summary>A sync failed: what was to be synced may be gone, and the next sync would not say so.</summary>
internal sealed class SyncFailedException(string message) : IOException(message);

/// <summary>An entry of the folder is not a file that a journal may use.</summary>
internal sealed class UnusableFileException(string message) : IOException(message);

/// <summary>Another process uses the folder.</summary>
internal sealed class FolderInUseException(string path)
    : IOException($"the data folder '{path}' is in use by another process; each server needs its own");
