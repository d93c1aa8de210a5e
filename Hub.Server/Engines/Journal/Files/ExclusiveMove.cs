using System.Runtime.InteropServices;

namespace RealtimeHub.Server.Engines.Journal.Files;

/// <summary>
/// Gives a file a name that nothing has, in one step. On Unix .NET's own move looks whether the name is taken and then renames,
/// so that of two processes the second replaces the first one's file.
/// </summary>
internal static partial class ExclusiveMove
{
    private const int AlreadyThere = 17;

    /// <summary>False, and the file is gone, when the name is taken.</summary>
    /// <exception cref="IOException">It can't be moved.</exception>
    public static bool TryRun(string from, string to)
    {
        var moved = OperatingSystem.IsWindows() ? TryMove(from, to) : TryLink(from, to);
        File.Delete(from);
        return moved;
    }

    private static bool TryLink(string from, string to)
    {
        if (Link(from, to) == 0)
            return true;
        // A file system without second names for a file: as exclusive as .NET has it.
        return Marshal.GetLastPInvokeError() != AlreadyThere && TryMove(from, to);
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);
}
