namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>Reads <c>/proc/diskstats</c>.</summary>
internal static class ProcDiskStats
{
    /// <summary>The kernel counts in sectors of this size, whatever the disk's own are.</summary>
    private const int SectorBytes = 512;

    /// <summary>Devices that are no disk, or lie on disks that are counted already: memory, files, mapped and combined disks, optical and floppy drives.</summary>
    private static readonly string[] NoDisks = ["loop", "ram", "zram", "dm-", "md", "sr", "fd"];

    /// <summary>Bytes read, bytes written, reads and writes of each whole disk.</summary>
    public static Dictionary<string, long[]> Parse(string text)
    {
        var devices = new Dictionary<string, long[]>();
        foreach (var line in text.Split('\n'))
        {
            // major minor name reads merged sectors ms writes merged sectors ms …
            var words = ProcFiles.Words(line);
            if (words.Length >= 11 && !IsNoDisk(words[2]))
                devices[words[2]] = [At(5) * SectorBytes, At(9) * SectorBytes, At(3), At(7)];

            long At(int index) => ProcFiles.Counter(words[index]);
        }

        return devices.Where(device => !IsPartition(device.Key, devices)).ToDictionary();
    }

    private static bool IsNoDisk(string name) =>
        NoDisks.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal) && (prefix == "dm-" || IsNumber(name.AsSpan(prefix.Length))));

    /// <summary>
    /// A partition has the name of a disk that is there, and a number: sda1, and behind a digit nvme0n1p1. A cloud's
    /// xvda1 without an xvda is a disk.
    /// </summary>
    private static bool IsPartition(string name, Dictionary<string, long[]> devices)
    {
        var disk = name.TrimEnd("0123456789".ToCharArray());
        if (disk.Length is 0 || disk.Length == name.Length)
            return false;
        return devices.ContainsKey(disk) || (disk.EndsWith('p') && char.IsAsciiDigit(disk[^2..][0]) && devices.ContainsKey(disk[..^1]));
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
