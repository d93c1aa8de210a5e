using RealtimeHub.Server.Engines.Journal.Files;
using RealtimeHub.Server.Engines.Journal.Reporting;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Brings commits to the disk, one at a time, and takes back what did not get there whole.</summary>
internal sealed class CommitStore(SegmentAppender appender, JournalCondition condition)
{
    private long commitCount;

    public long CommitCount => Volatile.Read(ref commitCount);

    /// <summary>Writes and syncs. The refusal when nothing is stored.</summary>
    public EngineUnavailableException? Store(Commit commit)
    {
        if (condition.Failure is { } failure)
            return new EngineUnavailableException(failure);
        try
        {
            appender.Store(commit);
            Volatile.Write(ref commitCount, commitCount + 1);
            return null;
        }
        catch (StorageFullException e)
        {
            return TakeBack(commit) is { } failed ? condition.Fail(failed) : condition.Block("the disk is full", e);
        }
        catch (SegmentNotBegunException e)
        {
            return condition.Block(e.Message, e);
        }
#pragma warning disable CA1031 // Whatever happens, the writer's thread must not end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // A sync that failed may have dropped what it was to write, and the next one would say nothing of it.
            TakeBack(commit);
            return condition.Fail(e);
        }
    }

    /// <summary>Removes what was stored too late: its callers were already refused.</summary>
    public void Undo(Commit commit)
    {
        try
        {
            if (condition.Failure is null)
            {
                appender.TakeBack(commit);
                appender.Sync();
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            condition.Fail(e);
        }

        condition.DiskAnswers();
    }

    /// <summary>No commit will come any more.</summary>
    public void Finish()
    {
        try
        {
            if (condition.Failure is null)
                appender.Finish();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            condition.Fail(e);
        }
    }

    private IOException? TakeBack(Commit commit)
    {
        try
        {
            appender.TakeBack(commit);
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }
}
