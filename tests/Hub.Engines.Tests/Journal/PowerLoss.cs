namespace RealtimeHub.Engines.Tests.Journal;

/// <summary>What a disk has after the power was lost: of what was not synced any sectors, in any order.</summary>
internal static class PowerLoss
{
    private const int SectorBytes = 512;

    /// <summary>Strikes a copy of a folder, made while nothing was written.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="files">The files that the journal wrote through.</param>
    /// <param name="isLost">Asked for each sector that was not synced, and whether the file is as long as it was.</param>
    public static void Strike(string copy, FaultyFiles files, Func<bool> isLost)
    {
        foreach (var (name, state) in files.Disk)
        {
            var path = Path.Combine(copy, name);
            if (!File.Exists(path))
                continue;
            using var file = new FileStream(path, FileMode.Open);
            foreach (var (position, length) in state.Unsynced)
                LoseSectors(file, position, Math.Min(position + length, file.Length), isLost);
            if (isLost())
                file.SetLength(Math.Min(file.Length, state.SyncedLength));
        }
    }

    // What was there before were zeros: a journal writes nothing twice.
    private static void LoseSectors(FileStream file, long from, long to, Func<bool> isLost)
    {
        for (var at = from; at < to;)
        {
            var next = Math.Min(to, (at / SectorBytes * SectorBytes) + SectorBytes);
            if (isLost())
            {
                file.Position = at;
                file.Write(new byte[next - at]);
            }

            at = next;
        }
    }
}
