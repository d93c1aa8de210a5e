using System.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Writes commits to the end of the newest segment, and begins the next when it is full. The writer's own.</summary>
/// <remarks>
/// Small commits are written into room that was made for them: zeros behind the records. To sync what changes neither the
/// length of the file nor where its blocks are takes half the time. A large commit would have to write as much again.
/// </remarks>
internal sealed class SegmentAppender(JournalOptions options, SegmentFolder segments, Segment newest)
{
    private const int SmallBytes = 16 << 10;
    private const int RoomBytes = 512 << 10;

    private volatile bool unsynced;
    private long roomEnd = newest.Length;

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
    public void TakeBack(Commit commit)
    {
        if (commit.Segment is not { } segment)
            return;
        segment.File.Truncate(commit.Start);
        if (segment == Active)
            roomEnd = commit.Start;
    }

    /// <summary>Everything is written: the segment ends where its records do, and is on the disk.</summary>
    public void Finish()
    {
        if (roomEnd > Active.Length)
        {
            Active.File.Truncate(Active.Length);
            roomEnd = Active.Length;
            unsynced = true;
        }

        if (unsynced)
            Sync();
    }

    public void Sync()
    {
        var began = Stopwatch.GetTimestamp();
        Active.File.Sync();
        SyncTime = Stopwatch.GetTimestamp() - began;
        unsynced = false;
    }

    private void Write(Commit commit)
    {
        var length = commit.Records.Length;
        if (Active.Length > SegmentHeader.Length && Active.Length + length > options.SegmentBytes)
            Roll();
        commit.WrittenTo(Active, Active.Length);
        if (!unsynced)
            Frame.AddFlag(commit.Records.From(0), RecordFlags.AfterSync);
        if (commit.NeedsSync && length <= SmallBytes && commit.End > roomEnd)
            WriteWithRoom(commit);
        else
            Active.File.Write(commit.Records.Written, commit.Start);
        roomEnd = Math.Max(roomEnd, commit.End);
        unsynced = true;
    }

    private void WriteWithRoom(Commit commit)
    {
        var length = commit.Records.Length;
        try
        {
            commit.Records.Take((int)Math.Clamp(options.SegmentBytes - commit.End, 0, RoomBytes)).Clear();
            Active.File.Write(commit.Records.Written, commit.Start);
            roomEnd = commit.End;
        }
        catch (StorageFullException)
        {
            // The records alone may still fit.
            TakeBack(commit);
            Active.File.Write(commit.Records.Written[..length], commit.Start);
        }
        finally
        {
            commit.Records.CutTo(length);
        }
    }

    private void Roll()
    {
        Finish();
        Active = segments.Begin(Active);
        roomEnd = Active.Length;
    }
}
