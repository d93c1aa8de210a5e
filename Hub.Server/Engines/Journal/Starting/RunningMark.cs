using System.Text;
using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>
/// A file that is there while a server runs. Found at a start, it says that the last server did not stop; and if the machine
/// is still in the same run, that nothing written is lost, synced or not.
/// </summary>
internal sealed class RunningMark(string folder, IJournalFiles files)
{
    private const string Name = "running";
    private const int MaxLength = 256;
    private readonly string path = Path.Combine(folder, Name);

    /// <summary>How the last server ended.</summary>
    public LastEnd Read()
    {
        if (!files.List(folder).Contains(Name))
            return LastEnd.Stopped;
        using var file = files.Open(path, writable: false);
        Span<byte> bytes = stackalloc byte[MaxLength];
        var boot = Encoding.UTF8.GetString(bytes[..file.Read(bytes, 0)]);
        return boot.Length > 0 && boot == files.BootId ? LastEnd.Killed : LastEnd.Unknown;
    }

    public void Set() => Set(files.BootId ?? "");

    /// <summary>Sets it for a run of the machine; an empty one makes the next start trust nothing that was not synced.</summary>
    public void Set(string bootId)
    {
        Remove();
        using (var file = files.Create(path))
        {
            file.Write(Encoding.UTF8.GetBytes(bootId), 0);
            file.Sync();
        }

        files.SyncFolder(folder);
    }

    public void Remove()
    {
        if (files.List(folder).Contains(Name))
            files.Delete(path);
    }
}

/// <summary>How the last server that used the folder ended.</summary>
internal enum LastEnd
{
    /// <summary>There is no sign of a server that did not stop.</summary>
    Stopped,

    /// <summary>The process ended, the machine went on: what it wrote is there.</summary>
    Killed,

    /// <summary>What was not synced may be gone.</summary>
    Unknown,
}
