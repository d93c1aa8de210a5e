using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Starting;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Server.Engines.Journal.Writing;

namespace RealtimeHub.Server.Engines.Journal.Maintenance;

/// <summary>
/// Checkpoints and the rewriting of segments, one run at a time, next to the writer. Disk use stays under twice what is live
/// plus two segments.
/// </summary>
internal sealed class JournalMaintenance(
    JournalOptions options, SegmentFolder segments, ChannelTable<JournalChannel> channels, JournalWriter writer,
    JournalLosses losses)
{
    // A run must give back a quarter of what it holds, else rewriting would cost more than it frees.
    private const double LeastGain = 0.25;

    private const int RunsForWithdrawn = 1;

    private readonly CheckpointFile file = new(segments);
    private readonly SegmentRewriter rewriter = new(segments, channels);
    private readonly List<Segment> replaced = [];
    private readonly Dictionary<int, int> leftSuperseded = [];
    private long checkpointAt;
    private long lookedAt;

    public int RewrittenSegments { get; private set; }

    /// <summary>Counts what is there already as done.</summary>
    public void Begin() => checkpointAt = lookedAt = segments.WrittenBytes;

    /// <summary>Does what is due.</summary>
    public async Task RunAsync()
    {
        var written = segments.WrittenBytes;
        if (written - lookedAt >= options.SegmentBytes / 4)
        {
            lookedAt = written;
            await CleanAsync(RunsForWithdrawn);
        }

        if (segments.WrittenBytes - checkpointAt >= options.CheckpointBytes)
            Checkpoint(clean: false);
    }

    /// <summary>Writes a checkpoint, and then takes away what no start needs any more.</summary>
    public void Checkpoint(bool clean)
    {
        var written = segments.WrittenBytes;
        // The end first: what is behind it may be in the checkpoint or not.
        var end = writer.Applied;
        var present = segments.InOrder.Where(segment => !replaced.Contains(segment)).ToList();
        file.Replace(buffer => CheckpointWriter.Write(buffer, clean, channels.Now(), end, present, channels.All));
        checkpointAt = written;
        segments.Forget([.. replaced]);
        foreach (var gone in replaced)
            leftSuperseded.Remove(gone.Number);
        replaced.Clear();
    }

    /// <summary>
    /// Rewrites segments until the bound on disk use is kept, and those that hold values which were taken back, at most
    /// so many runs: however much is edited, rewriting stays in proportion to what is written.
    /// </summary>
    public async Task CleanAsync(int runsForWithdrawn)
    {
        var use = SpaceUse.Of(channels.All, channels.AgeNow());
        var due = IsDue(use);
        var active = writer.Applied.Segment;
        var sealedSegments = segments.InOrder.TakeWhile(segment => segment.Number != active).Except(replaced).ToList();
        var rewritten = new List<Segment>();
        var olderAreClean = true;
        for (var i = 0; i < sealedSegments.Count;)
        {
            var run = RunFrom(sealedSegments, i, use);
            i += run.Count;
            var held = run.Sum(segment => segment.Length);
            var live = run.Sum(use.LiveIn);
            var gives = due && held - live >= held * LeastGain;
            if (!gives && !(run.Any(segment => HoldsWithdrawn(segment, use)) && runsForWithdrawn-- > 0))
            {
                olderAreClean = false;
                continue;
            }

            rewritten.Add(rewriter.Rewrite(run, dropsRemovals: olderAreClean));
            await losses.LoseLeftoversAsync(run);
            RewrittenSegments += run.Count;
            replaced.AddRange(run);
            Checkpoint(clean: false);
        }

        NoteLeftovers(rewritten);
    }

    // Every channel is looked through for this: once for all runs.
    private void NoteLeftovers(List<Segment> rewritten)
    {
        if (rewritten.Count == 0)
            return;
        var use = SpaceUse.Of(channels.All, channels.AgeNow());
        foreach (var segment in rewritten)
            leftSuperseded[segment.Number] = use.SupersededIn(segment);
    }

    // What a rewriting had to leave is no reason for another.
    private bool HoldsWithdrawn(Segment segment, SpaceUse use) =>
        use.SupersededIn(segment) > leftSuperseded.GetValueOrDefault(segment.Number);

    private bool IsDue(SpaceUse use) => segments.Bytes > (use.LiveBytes * 3 / 2) + (options.SegmentBytes / 2);

    private List<Segment> RunFrom(List<Segment> all, int start, SpaceUse use)
    {
        var run = new List<Segment> { all[start] };
        var live = use.LiveIn(all[start]);
        for (var i = start + 1; i < all.Count && live + use.LiveIn(all[i]) <= options.SegmentBytes; i++)
        {
            live += use.LiveIn(all[i]);
            run.Add(all[i]);
        }

        return run;
    }
}
