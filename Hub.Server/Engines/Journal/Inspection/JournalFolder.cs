using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Starting;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Inspection;

/// <summary>A journal's folder, read without changing it: as a start would read it, whether a server uses it or not.</summary>
internal sealed class JournalFolder : IDisposable
{
    // A server may rewrite segments while they are opened.
    private const int MostTries = 5;

    private JournalFolder(SegmentFolder segments, ChannelTable<JournalChannel> channels, JournalStart start) =>
        (Segments, Channels, Start) = (segments, channels, start);

    public SegmentFolder Segments { get; }

    public ChannelTable<JournalChannel> Channels { get; }

    /// <summary>What a start would find and repair.</summary>
    public JournalStart Start { get; }

    /// <exception cref="IOException">There is no journal, or it can't be read.</exception>
    public static JournalFolder Open(string folder, TimeProvider time, IJournalFiles? files = null)
    {
        files ??= SystemFiles.Instance;
        for (var left = MostTries; ; left--)
        {
            try
            {
                return OpenOnce(folder, time, files);
            }
            catch (FileNotFoundException) when (left > 1)
            {
            }
        }
    }

    public void Dispose()
    {
        Segments.Dispose();
        Channels.Dispose();
    }

    private static JournalFolder OpenOnce(string folder, TimeProvider time, IJournalFiles files)
    {
        if (!Directory.Exists(folder))
            throw new IOException("there is no such folder");
        var segments = new SegmentFolder(folder, files);
        var epochs = new EpochSource(new Random());
        var ages = new AgeClock(time, TimeSpan.Zero);
        var channels = new ChannelTable<JournalChannel>(
            time, epochs, static (name, epoch) => new JournalChannel(name, epoch), ages: ages.Now);
        var start = new JournalStart(segments, channels, epochs, new UncleanShutdownMarker(folder, files).Read());
        try
        {
            start.Run(change: false);
            ages.Begin(start.LastTime, segments.Identity.ClockLag);
        }
        catch
        {
            segments.Dispose();
            throw;
        }

        if (segments.InOrder.Count == 0)
            throw new IOException("there is no journal in the folder");
        return new JournalFolder(segments, channels, start);
    }
}
