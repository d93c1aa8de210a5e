using System.Globalization;
using System.Text;
using RealtimeHub.Server.Engines.Journal.Files;

namespace RealtimeHub.Server.Engines.Journal.Storage;

/// <summary>
/// The file <c>running</c>, which is there while a server runs. Found at a start, it says that the last server did not stop; if
/// the machine is still in the same run, that nothing written is lost, synced or not; and which segment was the newest, so that
/// one that is gone is noticed. Replaced as a whole: a start finds the old or the new one, never a part.
/// </summary>
internal sealed class UncleanShutdownMarker(string folder, IJournalFiles files)
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "running";

    private const string CopyBootId = "copy";
    private readonly AtomicFile file = new(folder, FileName, files);

    /// <summary>How the last server ended.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public PreviousRun Read()
    {
        if (file.Read() is not { } bytes)
            return new PreviousRun(LastEnd.Stopped, 0);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        var end = lines[0] switch
        {
            CopyBootId => LastEnd.Copied,
            var boot when boot.Length > 0 && boot == files.BootId => LastEnd.Killed,
            _ => LastEnd.Unknown,
        };
        var newest = lines.Length > 1 && int.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new PreviousRun(end, newest);
    }

    /// <summary>Says that a server runs whose newest segment is this one.</summary>
    public void Set(int newestSegment) => Set(files.BootId ?? "", newestSegment);

    /// <summary>Says that the folder is a copy: what was stored after it was made is missing.</summary>
    public void SetCopied() => Set(CopyBootId, 0);

    public void Remove() => file.Delete();

    private void Set(string bootId, int newestSegment) =>
        file.Replace(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bootId}\n{newestSegment}\n")));
}

/// <summary>What the last server left behind.</summary>
/// <param name="End">How it ended.</param>
/// <param name="NewestSegment">Its newest segment; 0 when that is unknown.</param>
internal readonly record struct PreviousRun(LastEnd End, int NewestSegment);

/// <summary>How the last server that used the folder ended.</summary>
internal enum LastEnd
{
    /// <summary>There is no sign of a server that did not stop.</summary>
    Stopped,

    /// <summary>The process ended, the machine did not: what it wrote is there.</summary>
    Killed,

    /// <summary>What was not synced may be gone.</summary>
    Unknown,

    /// <summary>The folder is a copy that was made while a server ran: it lacks what came later.</summary>
    Copied,
}
