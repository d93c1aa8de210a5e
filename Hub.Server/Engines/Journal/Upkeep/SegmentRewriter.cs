using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

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
            var choice = new Choice(channels, dropsRemovals);
            foreach (var segment in run)
                choice.From(segment);
            var moves = Copy(choice, output);
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
    private List<Moved> Copy(Choice choice, Segment output)
    {
        var writer = new ByteWriter(2 * FlushBytes);
        foreach (var channel in choice.Channels)
            WriteFacts(writer, channel);
        var moves = new List<Moved>();
        foreach (var one in choice.Kept)
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

    private readonly record struct Moved(Kept One, Place To);
}
