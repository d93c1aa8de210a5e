namespace RealtimeHub.Server.Modules.Feeds.Host;

/// <summary>Rates of all disks together (where Linux tells them), and the room on the one that holds a folder.</summary>
internal sealed class DiskCollector(ProcFiles files, string folder) : IHostCollector
{
    private readonly CounterRates rates = new();

    public IEnumerable<HostReading> Collect(TimeSpan now)
    {
        var figures = new List<Figure>();
        if (files.Read("diskstats") is { } text && rates.Next(ProcDiskStats.Parse(text), now) is [var read, var written, var reads, var writes])
        {
            figures.Add(Figure.Whole("readBytesPerSecond", read));
            figures.Add(Figure.Whole("writeBytesPerSecond", written));
            figures.Add(Figure.Whole("readsPerSecond", reads));
            figures.Add(Figure.Whole("writesPerSecond", writes));
        }

        AddRoom(figures);
        return figures.Count == 0 ? [] : [new HostReading("disk", figures)];
    }

    private void AddRoom(List<Figure> figures)
    {
        try
        {
            var drive = new DriveInfo(folder);
            figures.Add(new("freeBytes", drive.AvailableFreeSpace));
            figures.Add(new("totalBytes", drive.TotalSize));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A drive that can't be asked just has no figures.
        }
    }
}
