using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Maintenance;

/// <summary>
/// Writes the live records of a run of neighbouring segments into one that takes their place in the order. Appends and
/// reads continue: each record is looked up and moved under its channel's lock, for a moment.
/// </summary>
internal sealed class SegmentRewriter(SegmentFolder segments, ChannelTable<JournalChannel> channels)
{
    private const int FlushBytes = 1 << 20;

    /// <summary>Rewrites a run. Returns the new segment, to which all places have been moved; the old ones are still there.</summary>
    /// <param name="run">Neighbours, none of them written to any more.</param>
    /// <param name="dropsRemovals">
    /// Whether removals that are no longer needed may be dropped: only when no older segment has records that they remove.
    /// </param>
    public Segment Rewrite(IReadOnlyList<Segment> run, bool dropsRemovals)
    {
        var number = segments.NextNumber();
        var header = new SegmentHeader(number, run[0].Header.First, run[^1].Header.Last, 0, 0, segments.Seal);
        var path = segments.PathOf(SegmentHeader.FileName(number) + SegmentHeader.UnfinishedExtension);
        var output = segments.Create(header, path);
        try
        {
            var selection = new LiveRecordSelection(channels, dropsRemovals);
            foreach (var segment in run)
                selection.From(segment);
            var moves = Copy(selection, output);
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

    // First choose, then write the metadata, then copy: what the metadata say of a log must be newer than the choice, for a
    // record that is missing behind them would be taken for lost.
    private List<Moved> Copy(LiveRecordSelection selection, Segment output)
    {
        var writer = new ByteWriter(2 * FlushBytes);
        foreach (var channel in selection.Channels)
            WriteMetadata(writer, channel);
        var moves = new List<Moved>();
        foreach (var one in selection.Records)
        {
            var start = writer.Length;
            var payloadBytes = CopyRecord(writer, one);
            moves.Add(new Moved(one, new RecordLocation(output.Number, (int)output.Length + start, writer.Length - start, payloadBytes)));
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

    private void WriteMetadata(ByteWriter writer, JournalChannel channel)
    {
        lock (channel.Gate)
        {
            if (channel.Metadata is { } metadata)
                (metadata with { FirstOffset = channel.Index.FirstOffset, ForgottenUpTo = channel.Index.ForgottenUpTo })
                    .WriteRecord(writer, segments.Seal, channel.Name.Value);
        }
    }

    private int CopyRecord(ByteWriter writer, LiveRecord one)
    {
        var start = writer.Length;
        var record = writer.Take(one.Location.Length);
        var read = segments.Find(one.Location.File)!.File.Read(record, one.Location.Position);
        // Damaged since it was chosen: it stays so, and a read of it will notice. Sealed again, its bytes would count.
        if (RecordFrame.Read(record[..read], segments.Seal, out var frame) != RecordState.Whole || frame.Record.Length != record.Length)
            return one.Location.PayloadBytes;
        if (!one.Hidden)
        {
            // Its neighbours of the same append may be gone.
            if ((frame.Flags & RecordFlags.Continued) != 0)
                RecordFrame.SetFlags(record, frame.Flags & ~RecordFlags.Continued, segments.Seal);
            return one.Location.PayloadBytes;
        }

        var publication = PublicationRecord.Read(one.Channel.Name, frame.Body, out var scope) with { Data = default };
        var kind = frame.Kind;
        writer.CutTo(start);
        PublicationRecord.Write(writer, segments.Seal, kind, RecordFlags.Blanked, publication, scope);
        return publication.Data.Length;
    }

    private static void Move(List<Moved> moves, int number)
    {
        foreach (var (one, to) in moves)
        {
            lock (one.Channel.Gate)
                one.Channel.Index.Move(one.Offset, one.Key, one.Location, to with { File = number });
        }
    }

    private readonly record struct Moved(LiveRecord One, RecordLocation To);
}
