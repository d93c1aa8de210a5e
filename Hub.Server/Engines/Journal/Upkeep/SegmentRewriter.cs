using System.Text;
using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Starting;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Upkeep;

/// <summary>
/// Writes the live records of a run of neighbouring segments into one that takes their place in the order. Appends and
/// reads go on: each record is looked up and moved under its channel's lock, for a moment.
/// </summary>
internal sealed class SegmentRewriter(SegmentFolder segments, ChannelTable<JournalChannel> channels)
{
    /// <summary>The file name of a segment that is not finished; a start takes it away.</summary>
    public const string UnfinishedExtension = ".unfinished";

    private const int FlushBytes = 1 << 20;

    /// <summary>Rewrites a run. Returns the new segment, to which all places have been moved; the old ones are still there.</summary>
    /// <param name="run">Neighbours, none of them written to any more.</param>
    /// <param name="dropsRemovals">
    /// Whether removals that nobody needs may go: only when no older segment has records that they remove.
    /// </param>
    public Segment Rewrite(IReadOnlyList<Segment> run, bool dropsRemovals)
    {
        var number = segments.NextNumber();
        var header = new SegmentHeader(number, run[0].Header.First, run[^1].Header.Last, 0, 0);
        var path = segments.PathOf(SegmentHeader.FileName(number) + UnfinishedExtension);
        var output = segments.Create(header, path);
        try
        {
            var kept = run.SelectMany(segment => Choose(segment, dropsRemovals)).ToList();
            var moves = Copy(kept, output);
            output.File.Sync();
            segments.Files.Rename(path, segments.PathOf(number));
            segments.Files.SyncFolder(segments.Path);
            segments.Add(output);
            Move(moves, number);
            return output;
        }
        catch (IOException)
        {
            segments.Discard(output, path);
            throw;
        }
    }

    // First choose, then write the facts, then copy: what the facts say of a log must be newer than the choice, for a
    // record that is missing behind them would be taken for lost.
    private List<Kept> Choose(Segment segment, bool dropsRemovals)
    {
        var bytes = ReadAll(segment);
        var kept = new List<Kept>();
        var scan = new SegmentScan(bytes);
        while (scan.MoveNext())
        {
            if (scan.Finding is not (ScanFinding.Record or ScanFinding.DamagedRecord) || scan.Frame.Channel.IsEmpty)
                continue;
            if (channels.Find(ChannelName.Parse(Encoding.UTF8.GetString(scan.Frame.Channel))) is not { } channel)
                continue;
            var place = new Place(segment.Number, scan.Start + SegmentHeader.Length, scan.Length, 0);
            kept.Add(Look(channel, scan, place, dropsRemovals));
        }

        return kept;
    }

    private static Kept Look(JournalChannel channel, SegmentScan scan, Place place, bool dropsRemovals)
    {
        // A damaged record can't be moved; a read of it finds that out and says so.
        if (scan.Finding != ScanFinding.Record || scan.Frame.Kind is not (RecordKind.Publication or RecordKind.Compaction))
            return new Kept(channel, null, default, default, false);
        var head = PublicationRecord.ReadHead(scan.Frame.Body);
        place = place with { PayloadBytes = head.PayloadBytes };
        lock (channel.Gate)
        {
            var live = channel.Index.IsLive(head.Offset, head.Key, place);
            var hidden = live && channel.Index.Retention is { ShowsPresentValues: true } && head.Key is { } key
                && channel.Index.FindKey(key) is { } present && !present.Place.Equals(place);
            return live || (head.Removed && !dropsRemovals)
                ? new Kept(channel, head.Key, place, head.Offset, hidden)
                : new Kept(channel, null, default, default, false);
        }
    }

    private List<Moved> Copy(List<Kept> kept, Segment output)
    {
        var writer = new ByteWriter(2 * FlushBytes);
        foreach (var channel in kept.Select(one => one.Channel).Distinct())
            WriteFacts(writer, channel);
        var moves = new List<Moved>();
        foreach (var one in kept.Where(one => one.Place.IsOnDisk))
        {
            var start = writer.Length;
            var payloadBytes = CopyRecord(writer, one);
            moves.Add(new Moved(one, new Place(output.Number, (int)output.Length + start, writer.Length - start, payloadBytes)));
            if (writer.Length >= FlushBytes)
                Flush();
        }

        Flush();
        return moves;

        void Flush()
        {
            output.File.Write(writer.Written, output.Length);
            output.Length += writer.Length;
            writer.Clear();
        }
    }

    private static void WriteFacts(ByteWriter writer, JournalChannel channel)
    {
        lock (channel.Gate)
        {
            if (channel.Facts is { } facts)
                (facts with { FirstOffset = channel.Index.FirstOffset, ForgottenUpTo = channel.Index.ForgottenUpTo })
                    .WriteRecord(writer, channel.Name.Value);
        }
    }

    private int CopyRecord(ByteWriter writer, Kept one)
    {
        var start = writer.Length;
        var record = writer.Take(one.Place.Length);
        segments.Find(one.Place.File)!.File.Read(record, one.Place.Position);
        if (!one.Hidden)
        {
            // Its neighbours of the same append may be gone.
            if (((RecordFlags)record[17] & RecordFlags.Continued) != 0)
                Frame.SetFlags(record, (RecordFlags)record[17] & ~RecordFlags.Continued);
            return one.Place.PayloadBytes;
        }

        _ = Frame.Read(record, out var frame);
        var publication = PublicationRecord.Read(one.Channel.Name, frame.Body, out var scope) with { Data = default };
        var kind = frame.Kind;
        writer.CutTo(start);
        PublicationRecord.Write(writer, kind, RecordFlags.Blanked, publication, scope);
        return publication.Data.Length;
    }

    private static void Move(List<Moved> moves, int number)
    {
        foreach (var (one, to) in moves)
        {
            lock (one.Channel.Gate)
                one.Channel.Index.Move(one.Offset, one.Key, one.Place, to with { File = number });
        }
    }

    private static byte[] ReadAll(Segment segment)
    {
        var bytes = new byte[Math.Max(0, segment.Length - SegmentHeader.Length)];
        var read = segment.File.Read(bytes, SegmentHeader.Length);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>A channel of the run, and a record of it that is kept where <see cref="Place"/> is on disk.</summary>
    private readonly record struct Kept(JournalChannel Channel, string? Key, Place Place, long Offset, bool Hidden);

    private readonly record struct Moved(Kept One, Place To);
}
