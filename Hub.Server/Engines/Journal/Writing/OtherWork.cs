using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Work whose caller awaits a task.</summary>
internal abstract class AwaitedWork<TResult> : JournalWork
{
    private readonly TaskCompletionSource<TResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => done.Task;

    protected TResult Result { get; set; } = default!;

    public override void Complete() => done.TrySetResult(Result);

    public override void Fail(Exception reason) => done.TrySetException(reason);
}

/// <summary>Makes everything written so far last.</summary>
internal sealed class SyncWork : AwaitedWork<bool>
{
    public override void Prepare(Commit commit) => commit.NeedsSync = true;
}

/// <summary>Tries whether writing works again.</summary>
internal sealed class ProbeWork : AwaitedWork<bool>
{
    public override void Prepare(Commit commit)
    {
        Frame.End(commit.Records, Frame.Begin(commit.Records, RecordKind.Probe, RecordFlags.None, ""));
        commit.NeedsSync = true;
    }
}

/// <summary>Replaces a key's value by one that stands for the log up to an offset.</summary>
internal sealed class CompactWork(ChannelTable<JournalChannel> channels, Compaction compaction) : AwaitedWork<bool>
{
    private JournalChannel? channel;
    private Publication? value;
    private int start, length;

    public override int WaitingBytes => compaction.Data.Length;

    public override void Prepare(Commit commit)
    {
        if (channels.Find(compaction.Channel) is not { } found)
            return;
        lock (found.Gate)
        {
            // What the commit under way does to the key is newer than any head that the caller has seen.
            var loses = found.Pending?.Drafts.OffsetOfKey(compaction.Key) is not null
                || !found.Index.MayCompact(compaction.Key, compaction.UpTo, compaction.Epoch);
            if (loses)
                return;
            channel = found;
            commit.ChangesOf(found);
            Write(commit);
        }
    }

    private void Write(Commit commit)
    {
        value = new Publication
        {
            Channel = compaction.Channel,
            Offset = compaction.UpTo,
            Type = compaction.Type,
            Data = compaction.Data,
            Key = compaction.Key,
            Time = commit.Time,
        };
        // A channel that is in memory only stays so.
        if (channel!.NewestFacts is null)
            return;
        start = commit.Records.Length;
        PublicationRecord.Write(commit.Records, RecordKind.Compaction, RecordFlags.None, value, "");
        length = commit.Records.Length - start;
        commit.NeedsSync = true;
    }

    public override void Apply(Commit commit)
    {
        if (channel is null || value is null)
            return;
        lock (channel.Gate)
        {
            // An earlier compaction of this very commit may have been newer.
            if (!channel.Index.MayCompact(compaction.Key, compaction.UpTo, compaction.Epoch))
                return;
            var place = length == 0 ? Place.Of(value) : commit.PlaceOf(start, length, value.Data.Length);
            channel.Index.Compact(compaction.Key, compaction.UpTo, place, value.Time);
            Result = true;
        }
    }
}
