using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Starting;

/// <summary>Reads a folder into the indexes: the checkpoint, then the records behind it; without a checkpoint all of them.</summary>
/// <param name="segments">The folder.</param>
/// <param name="channels">Gets the channels.</param>
/// <param name="epochs">Names the epoch of empty channels where a new one is needed.</param>
/// <param name="previous">What the last server left behind.</param>
internal sealed class JournalStart(
    SegmentFolder segments, ChannelTable<JournalChannel> channels, EpochSource epochs, PreviousRun previous)
{
    private readonly Replay replay = new(channels);
    private readonly List<string> notes = [];
    private Checkpoint? checkpoint;
    private bool everythingDamaged;
    private bool shortened;

    /// <summary>What was lost and repaired, in words; null when nothing was.</summary>
    public string? Repaired => notes.Count == 0 ? null : string.Join("; ", notes);

    /// <summary>The channels that need a new epoch.</summary>
    public IReadOnlyCollection<JournalChannel> Damaged => replay.Damaged;

    /// <summary>How many records were read one by one.</summary>
    public int ReplayedRecords => replay.RecordCount;

    public int DamagedRecords => replay.DamagedRecords;

    public long TornBytes => replay.TornBytes;

    /// <summary>Whether the newest segment may be continued; otherwise a new one is begun.</summary>
    public bool MayContinueNewest { get; private set; } = true;

    /// <summary>The latest time that the journal knows of, Unix milliseconds; 0 for none.</summary>
    public long LastTime => Math.Max(replay.LastTime, checkpoint?.Time ?? 0);

    /// <summary>Reads it.</summary>
    /// <param name="change">Whether the folder is this process's and may be repaired.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public void Run(bool change)
    {
        var opening = new FolderOpening(segments, epochs, previous, change);
        opening.Run();
        notes.AddRange(opening.Notes);
        everythingDamaged = opening.LostAny || previous.End == LastEnd.Copied;
        checkpoint = ReadCheckpoint();
        if (checkpoint is { } found)
            RestoreCheckpoint(found, change);
        else
            RemoveReplaced(change);
        FindMissing();
        ReplaySegments(change);
        RenewRelaxed();
        RenewEmpty(change);
        if (change)
            SyncFound();
        if (replay.DamagedRecords > 0)
            notes.Add($"{replay.DamagedRecords} damaged places");
        if (replay.TornBytes > 0)
            notes.Add($"a torn end of {replay.TornBytes} bytes was cut");
        if (replay.Damaged.Count > 0)
            notes.Add($"{replay.Damaged.Count} channels have a new epoch");
    }

    // A channel of which nothing is left looks like one that never was: neither may have its old epoch.
    private void RenewEmpty(bool change)
    {
        // A server that stopped has left a checkpoint.
        var checkpointIsGone = previous.End == LastEnd.Stopped && checkpoint is null && segments.InOrder.Count > 0;
        if (!everythingDamaged && !shortened && !checkpointIsGone && replay.DamagedRecords == 0)
            return;
        segments.Identity = segments.Identity with { EmptyEpoch = epochs.Next() };
        if (change)
            new IdentityFile(segments.Path, segments.Files).Write(segments.Identity);
    }

    // What a killed server wrote may be in the system's cache alone. Shown first and synced never, it could be taken back.
    private void SyncFound()
    {
        var start = checkpoint is null ? null : segments.Find(checkpoint.End.Segment);
        foreach (var segment in segments.InOrder.Where(segment => start is null || segment.Header.First >= start.Header.First))
            segment.File.Sync();
        segments.Files.SyncFolder(segments.Path);
    }

    private Checkpoint? ReadCheckpoint()
    {
        var bytes = new CheckpointFile(segments).Read();
        if (bytes is null)
            return null;
        try
        {
            var read = Checkpoint.Read(bytes);
            if (read.Segments.Keys.All(number => segments.Find(number) is not null))
                return read;
            notes.Add("the checkpoint names a segment that is gone; all records were read instead");
            everythingDamaged = true;
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

    private bool Exists(RecordLocation location) =>
        segments.Find(location.File) is { } segment && location.Position + (long)location.Length <= segment.Length;

    // A rewritten segment replaces others, which a server that was killed did not get to delete.
    private void RemoveReplaced(bool change)
    {
        var all = segments.InOrder;
        var rewritten = all.Where(segment => segment.Header.First != segment.Number).ToList();
        Remove(all.Where(segment => rewritten.Exists(other => other.Number > segment.Number
            && other.Header.First <= segment.Header.First && segment.Header.Last <= other.Header.Last)), change);
    }

    private void FindMissing()
    {
        var left = segments.InOrder;
        // What was missing when the checkpoint was written was handled then.
        var missing = left.Where(segment => checkpoint?.Segments.ContainsKey(segment.Number) is not true
            && segment.Header.Before is var before and > 0 && !IsCovered(left, before)).ToList();
        var newestIsGone = previous.NewestSegment > 0 && !IsCovered(left, previous.NewestSegment);
        if (missing.Count == 0 && !newestIsGone)
            return;
        notes.Add($"{missing.Count + (newestIsGone ? 1 : 0)} segments are missing");
        everythingDamaged = true;
    }

    private static bool IsCovered(IReadOnlyList<Segment> all, int number) =>
        all.Any(segment => segment.Number == number || (segment.Header.First <= number && number <= segment.Header.Last));

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
            replay.Damaged.UnionWith(channels.All.Where(channel => channel.Metadata is not null));
    }

    private void NoteShortened(Segment segment)
    {
        notes.Add($"segment {segment.Number} is shorter than it was");
        shortened = true;
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
        MayContinueNewest = damage == replay.DamagedRecords && segment.Length >= SegmentHeader.Length;
        if (!MayContinueNewest || end == segment.Length)
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
            mayBeTorn, MayHaveHoles: mayBeTorn && (previous.End is LastEnd.Unknown or LastEnd.Copied || !change),
            segments.Seal, KnownEnd: stopped ? checkpoint?.End.Position ?? left : left);
    }

    // How long a segment was when it was left for the next; null when nothing says that.
    private static long? LeftLength(IReadOnlyList<Segment> all, int index) =>
        index + 1 < all.Count && all[index + 1].Header.Before == all[index].Number ? all[index + 1].Header.BeforeLength : null;

    // A server that stopped had written everything, and a checkpoint that says where it ends; that may be lost.
    private bool StoppedHere(Segment segment) =>
        previous.End == LastEnd.Stopped && (checkpoint is null || (checkpoint.Clean && checkpoint.End.Segment == segment.Number));

    private bool WasClean => previous.End == LastEnd.Stopped
        && (checkpoint is { Clean: true } stopped
            ? segments.Find(stopped.End.Segment)?.Length == stopped.End.Position && replay.RecordCount == 0
            : segments.InOrder.Count == 0);

    private void RenewRelaxed()
    {
        var unsafeEnd = previous.End != LastEnd.Killed && !WasClean;
        foreach (var channel in channels.All)
        {
            if (channel.Metadata is { } metadata && (metadata.Mixed || (metadata.Relaxed && unsafeEnd)))
                replay.Damaged.Add(channel);
        }
    }
}
