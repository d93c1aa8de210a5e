using System.Diagnostics;
using RealtimeHub.Server.Engines.Journal.Configuration;
using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Writes commits to the end of the newest segment, and begins the next when it is full. The writer's own.</summary>
/// <param name="options">The size of a segment.</param>
/// <param name="segments">The folder.</param>
/// <param name="newest">The segment to continue.</param>
/// <param name="begun">Told of a new segment before anything is written to it.</param>
/// <remarks>
/// Small commits are written into preallocated space: a zero-filled tail behind the records. To sync what changes neither the
/// length of the file nor where its blocks are takes half the time. A large commit would have to write as much again.
/// </remarks>
internal sealed class SegmentAppender(JournalOptions options, SegmentFolder segments, Segment newest, Action<Segment> begun)
{
    private const int SmallBytes = 16 << 10;
    private const int PreallocationBytes = 512 << 10;
    private const int PageBytes = 4 << 10;

    private volatile bool unsynced;
    private long preallocatedEnd = newest.Length;

    public Segment Active { get; private set; } = newest;

    /// <summary>Whether something written is not on the disk yet. May be asked from any thread.</summary>
    public bool IsUnsynced => unsynced;

    /// <summary>How long the last commit's sync took, in ticks of the stopwatch; 0 when it had none.</summary>
    public long SyncTime { get; private set; }

    /// <summary>Writes a commit's records, and syncs where it needs that.</summary>
    /// <exception cref="Files.StorageFullException">There is no room.</exception>
    /// <exception cref="SegmentNotBegunException">A new segment is needed and can't be begun.</exception>
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
            preallocatedEnd = commit.Start;
    }

    /// <summary>Everything is written: the segment ends where its records do, and is on the disk.</summary>
    public void Finish()
    {
        if (preallocatedEnd > Active.Length)
        {
            Active.File.Truncate(Active.Length);
            preallocatedEnd = Active.Length;
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
            RecordFrame.AddFlag(commit.Records.From(0), RecordFlags.AfterSync, commit.Seal);
        if (commit.NeedsSync && length <= SmallBytes && commit.End > preallocatedEnd)
            WritePreallocating(commit);
        else
            Active.File.Write(commit.Records.Written, commit.Start);
        preallocatedEnd = Math.Max(preallocatedEnd, commit.End);
        unsynced = true;
    }

    private void WritePreallocating(Commit commit)
    {
        var length = commit.Records.Length;
        try
        {
            commit.Records.Take((int)Math.Clamp(options.SegmentBytes - commit.End, 0, PreallocationBytes)).Clear();
            Active.File.Write(commit.Records.Written[..length], commit.Start);
            WriteByPages(commit.Records.Written[length..], commit.Start + length);
            preallocatedEnd = commit.End;
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

    // Linux may keep together in its cache what was written at once, and counts all of it as written when a byte of it changes: behind
    // one write of 512 KiB each small commit counted as 512 KiB.
    private void WriteByPages(ReadOnlySpan<byte> zeros, long position)
    {
        while (zeros.Length > 0)
        {
            var length = (int)Math.Min(zeros.Length, PageBytes - (position % PageBytes));
            Active.File.Write(zeros[..length], position);
            zeros = zeros[length..];
            position += length;
        }
    }

    private void Roll()
    {
        Finish();
        try
        {
            Active = segments.Begin(Active, begun);
        }
        catch (IOException e) when (e is not (SyncFailedException or StorageFullException))
        {
            throw new SegmentNotBegunException("the next segment can't be begun: " + e.Message, e);
        }

        preallocatedEnd = Active.Length;
    }
}

/// <summary>There is no next segment to write to. Nothing was written, and it may go well later.</summary>
internal sealed class SegmentNotBegunException(string message, IOException inner) : IOException(message, inner);
