using System.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Writes commits to the end of the newest segment, and begins the next when it is full. The writer's own.</summary>
internal sealed class SegmentAppender(JournalOptions options, SegmentFolder segments, Segment newest)
{
    private volatile bool unsynced;

    public Segment Active { get; private set; } = newest;

    /// <summary>Whether something written is not on the disk yet. May be asked from any thread.</summary>
    public bool IsUnsynced => unsynced;

    /// <summary>How long the last commit's sync took, in ticks of the stopwatch; 0 when it had none.</summary>
    public long SyncTime { get; private set; }

    /// <summary>Writes a commit's records, and syncs where it needs that.</summary>
    /// <exception cref="Files.StorageFullException">There is no room.</exception>
    /// <exception cref="IOException">A write or sync failed.</exception>
    public void Store(Commit commit)
    {
        SyncTime = 0;
        if (commit.Records.Length > 0)
            Write(commit);
        if (commit.NeedsSync && unsynced)
            Sync();
    }

    /// <summary>The commit counts.</summary>
    public void Accept(Commit commit)
    {
        if (commit.Segment is not { } segment)
            return;
        segment.Length = commit.Start + commit.Records.Length;
        segments.CountWritten(commit.Records.Length);
    }

    /// <summary>Takes a commit's records away again: what was refused must not be there after a restart.</summary>
    public static void TakeBack(Commit commit) => commit.Segment?.File.Truncate(commit.Start);

    public void Sync()
    {
        var began = Stopwatch.GetTimestamp();
        Active.File.Sync();
        SyncTime = Stopwatch.GetTimestamp() - began;
        unsynced = false;
    }

    private void Write(Commit commit)
    {
        var records = commit.Records.Written;
        if (Active.Length > SegmentHeader.Length && Active.Length + records.Length > options.SegmentBytes)
            Roll();
        commit.WrittenTo(Active, Active.Length);
        Active.File.Write(records, Active.Length);
        unsynced = true;
    }

    private void Roll()
    {
        if (unsynced)
            Sync();
        Active = segments.Begin(Active);
    }
}
