using RealtimeHub.Server.Engines.Delivery;
using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>Replaces a key's value by one that includes the log up to an offset.</summary>
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
        if (channel!.NewestMetadata is null)
            return;
        start = commit.Records.Length;
        PublicationRecord.Write(commit.Records, commit.Seal, RecordKind.Compaction, RecordFlags.None, value, "");
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
            var location = length == 0 ? RecordLocation.Of(value) : commit.LocationOf(start, length, value.Data.Length);
            channel.Index.Compact(compaction.Key, compaction.UpTo, location, value.Time);
            Result = true;
        }
    }
}
