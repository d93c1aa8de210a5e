using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Server.Engines.Journal.Upkeep;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>Reads a folder into the indexes: the checkpoint, then the records behind it; without a checkpoint all of them.</summary>
internal sealed class JournalStart(SegmentFolder segments, ChannelTable<JournalChannel> channels, LastEnd lastEnd, long now)
{
    private readonly Replay replay = new(channels, now);
    private readonly List<string> notes = [];
    private Checkpoint? checkpoint;
    private bool everythingDamaged;

    /// <summary>What was lost and repaired, in words; null when nothing was.</summary>
    public string? Repaired => notes.Count == 0 ? null : string.Join("; ", notes);

    /// <summary>The channels that need a new epoch.</summary>
    public IReadOnlyCollection<JournalChannel> Damaged => replay.Damaged;

    /// <summary>How many records were read one by one.</summary>
    public int ReplayedRecords => replay.RecordCount;

    public int DamagedRecords => replay.DamagedRecords;

    public long TornBytes => replay.TornBytes;

    /// <summary>Whether the newest segment may go on; else a new one is begun.</summary>
    public bool MayGoOn { get; private set; } = true;

    public void Run(bool change)
    {
        Open(change);
        checkpoint = ReadCheckpoint();
        if (checkpoint is { } found)
            RestoreCheckpoint(found, change);
        else
            RemoveReplaced(change);
        ReplaySegments(change);
        RenewRelaxed();
        if (replay.DamagedRecords > 0)
            notes.Add($"{replay.DamagedRecords} damaged places");
        if (replay.TornBytes > 0)
            notes.Add($"a torn end of {replay.TornBytes} bytes was cut");
        if (replay.Damaged.Count > 0)
            notes.Add($"{replay.Damaged.Count} channels have a new epoch");
    }

    private void Open(bool change)
    {
        foreach (var name in segments.Files.List(segments.Path))
        {
            if (change && (name == CheckpointFile.NewName || name.EndsWith(SegmentRewriter.UnfinishedExtension, StringComparison.Ordinal)))
                segments.Files.Delete(segments.PathOf(name));
            if (!SegmentHeader.IsFileName(name, out var number))
                continue;
            var file = segments.Files.Open(segments.PathOf(name), writable: change);
            var head = new byte[SegmentHeader.Length];
            var read = file.Read(head, 0);
            if (SegmentHeader.Read(head.AsSpan(0, read)) is not { } header)
            {
                header = new SegmentHeader(number, number, number, 0, 0);
                // Cut off while it was begun: nothing was in it yet.
                if (read == head.Length)
                    notes.Add($"the header of segment {number} is damaged");
            }

            segments.Add(new Segment(header with { Number = number }, file, file.Length));
        }
    }

    private Checkpoint? ReadCheckpoint()
    {
        var bytes = new CheckpointFile(segments.Path, segments.Files).Read();
        if (bytes is null)
            return null;
        try
        {
            var read = Checkpoint.Read(bytes);
            if (read.Segments.Keys.All(number => segments.Find(number) is not null))
                return read;
            notes.Add("the checkpoint names a segment that is gone; all records were read instead");
        }
        catch (DamagedException)
        {
            notes.Add("the checkpoint is damaged; all records were read instead");
        }

        return null;
    }

    private void RestoreCheckpoint(Checkpoint found, bool change)
    {
        // A rewritten segment whose originals are what the checkpoint knows, or an original that it no longer needs. One
        // that was begun behind the checkpoint's end is neither, whatever its number is.
        Remove(segments.InOrder.Where(segment => !found.Segments.ContainsKey(segment.Number)
            && (segment.Header.First != segment.Number || segment.Number < found.End.Segment)), change);
        foreach (var channel in found.Restore(channels, Exists))
            replay.Damaged.Add(channel);
    }

    private bool Exists(Place place) =>
        segments.Find(place.File) is { } segment && place.Position + (long)place.Length <= segment.Length;

    // A rewritten segment stands for others, which a server that was killed did not come to take away.
    private void RemoveReplaced(bool change)
    {
        var all = segments.InOrder;
        var rewritten = all.Where(segment => segment.Header.First != segment.Number).ToList();
        Remove(all.Where(segment => rewritten.Exists(other => other.Number > segment.Number
            && other.Header.First <= segment.Header.First && segment.Header.Last <= other.Header.Last)), change);
        var left = segments.InOrder;
        var missing = left.Where(segment => segment.Header.Before is var before and > 0
            && !left.Any(other => other.Header.First <= before && before <= other.Header.Last)).ToList();
        if (missing.Count == 0)
            return;
        notes.Add($"{missing.Count} segments are missing");
        everythingDamaged = true;
    }

    private void Remove(IEnumerable<Segment> unneeded, bool change)
    {
        var gone = unneeded.ToList();
        if (gone.Count > 0)
            segments.Forget(gone, deleteFiles: change);
    }

    private void ReplaySegments(bool change)
    {
        var all = segments.InOrder;
        var start = checkpoint is null ? null : segments.Find(checkpoint.End.Segment);
        for (var i = 0; i < all.Count; i++)
        {
            var segment = all[i];
            if (start is not null && segment.Header.First < start.Header.First)
                continue;
            var from = segment == start ? checkpoint!.End.Position : SegmentHeader.Length;
            ReplaySegment(segment, (int)Math.Min(from, segment.Length), isLast: i == all.Count - 1, TailOf(all, i, change), change);
            if (LeftLength(all, i) > segment.Length)
                NoteShortened(segment);
        }

        if (start is not null && start.Length < checkpoint!.End.Position)
            NoteShortened(start);
        if (everythingDamaged)
            replay.Damaged.UnionWith(channels.All.Where(channel => channel.Facts is not null));
    }

    private void NoteShortened(Segment segment)
    {
        notes.Add($"segment {segment.Number} is shorter than it was");
        replay.TakeAllKnownAsDamaged();
    }

    private void ReplaySegment(Segment segment, int from, bool isLast, SegmentTail tail, bool change)
    {
        var bytes = new byte[segment.Length - from];
        var read = segment.File.Read(bytes, from);
        var damage = replay.DamagedRecords;
        var end = replay.Take(segment.Number, bytes.AsSpan(0, read), from, tail);
        if (!isLast)
            return;
        MayGoOn = damage == replay.DamagedRecords && segment.Length >= SegmentHeader.Length;
        if (!MayGoOn || end == segment.Length)
            return;
        if (change)
        {
            segment.File.Truncate(end);
            segment.File.Sync();
        }

        segment.Length = end;
    }

    /// <summary>How a segment's end is to be read.</summary>
    /// <param name="all">The segments in their order.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="change">Whether the folder is this process's: else a server may be writing at this very moment.</param>
    public SegmentTail TailOf(IReadOnlyList<Segment> all, int index, bool change)
    {
        var stopped = StoppedHere(all[index]);
        var mayBeTorn = index == all.Count - 1 && !stopped;
        var left = LeftLength(all, index);
        return new SegmentTail(
            mayBeTorn, MayHaveHoles: mayBeTorn && (lastEnd == LastEnd.Unknown || !change), KnownEnd: stopped ? checkpoint?.End.Position ?? left : left);
    }

    // How long a segment was when it was left for the next; null when nothing says that.
    private static long? LeftLength(IReadOnlyList<Segment> all, int index) =>
        index + 1 < all.Count && all[index + 1].Header.Before == all[index].Number ? all[index + 1].Header.BeforeLength : null;

    // A server that stopped had written everything, and a checkpoint that says where it ends; that may be lost.
    private bool StoppedHere(Segment segment) =>
        lastEnd == LastEnd.Stopped && (checkpoint is null || (checkpoint.Clean && checkpoint.End.Segment == segment.Number));

    private bool WasClean => lastEnd == LastEnd.Stopped
        && (checkpoint is { Clean: true } stopped
            ? segments.Find(stopped.End.Segment)?.Length == stopped.End.Position && replay.RecordCount == 0
            : segments.InOrder.Count == 0);

    private void RenewRelaxed()
    {
        var unsafeEnd = lastEnd != LastEnd.Killed && !WasClean;
        foreach (var channel in channels.All)
        {
            if (channel.Facts is { } facts && (facts.Mixed || (facts.Relaxed && unsafeEnd)))
                replay.Damaged.Add(channel);
        }
    }
}
