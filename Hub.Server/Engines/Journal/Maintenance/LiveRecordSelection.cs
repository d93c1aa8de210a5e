using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Maintenance;

/// <summary>Which records of a run of segments are kept, and which channels all records belong to.</summary>
/// <param name="channels">The channels; each is looked at under its lock, for a moment.</param>
/// <param name="dropsRemovals">Whether removals that are no longer needed may be dropped.</param>
internal sealed class LiveRecordSelection(ChannelTable<JournalChannel> channels, bool dropsRemovals)
{
    private readonly ChannelsByName byName = new(channels);
    private readonly HashSet<JournalChannel> seen = [];
    private readonly List<LiveRecord> kept = [];

    /// <summary>Every channel that has a record in the run, kept or not.</summary>
    public IReadOnlyCollection<JournalChannel> Channels => seen;

    /// <summary>The records to keep, in their order.</summary>
    public IReadOnlyList<LiveRecord> Records => kept;

    /// <summary>Goes through the next segment of the run.</summary>
    public void From(Segment segment) => SegmentReader.VisitAll(segment, (scoped in SegmentScan scan, long position) =>
    {
        if (scan.Finding is not (ScanFinding.Record or ScanFinding.DamagedRecord) || byName.Find(scan.Frame.Channel) is not { } channel)
            return;
        seen.Add(channel);
        // A damaged record can't be moved; a read of it finds that out and says so.
        if (scan.Finding == ScanFinding.Record && scan.Frame.Kind is (RecordKind.Publication or RecordKind.Compaction))
            Look(channel, scan.Frame.Body, new RecordLocation(segment.Number, (int)position, scan.Length, 0));
    });

    private void Look(JournalChannel channel, ReadOnlySpan<byte> body, RecordLocation location)
    {
        var head = PublicationRecord.ReadHead(body);
        location = location with { PayloadBytes = head.PayloadBytes };
        lock (channel.Gate)
        {
            var live = channel.Index.IsLive(head.Offset, head.Key, location);
            var hidden = live && channel.Index.Retention is { ShowsPresentValues: true } && head.Key is { } key
                && channel.Index.FindKey(key) is { } present && !present.Location.Equals(location);
            if (live || (head.Removed && !dropsRemovals))
                kept.Add(new LiveRecord(channel, head.Key, location, head.Offset, hidden));
        }
    }
}

/// <summary>A record that is kept; hidden when its own value is no longer shown, so that it is copied without it.</summary>
internal readonly record struct LiveRecord(JournalChannel Channel, string? Key, RecordLocation Location, long Offset, bool Hidden);
