using RealtimeHub.Server.Engines.Journal.Format;
using RealtimeHub.Server.Engines.Journal.Storage;

namespace RealtimeHub.Server.Engines.Journal.Writing;

/// <summary>When a channel's metadata must be written before a publication of it.</summary>
internal static class MetadataRule
{
    /// <summary>Writes the metadata if this append changes them. Called under the channel's lock.</summary>
    public static void Ensure(Commit commit, JournalChannel channel, Append append)
    {
        var onDisk = append.Durability != Durability.None;
        var present = channel.NewestMetadata;
        channel.HasMemory |= !onDisk;
        if (present is null && !onDisk && channel.Index.Epoch != commit.EmptyEpoch)
            return;
        var relaxed = append.Durability == Durability.Relaxed || present is { Relaxed: true };
        var mixed = channel.HasMemory;
        if (present is not null && present.Relaxed == relaxed && present.Mixed == mixed && present.Retention == append.Retention)
            return;
        // The record that says that a channel may have shown more than is stored must be on the disk before anything is shown.
        if (relaxed && present is not { Relaxed: true } || mixed && present is not { Mixed: true })
            commit.NeedsSync = true;
        Write(commit, channel, new ChannelMetadata
        {
            Epoch = channel.Index.Epoch,
            EpochCount = present?.EpochCount ?? 1,
            Retention = append.Retention,
            Relaxed = relaxed,
            Mixed = mixed,
            FirstOffset = channel.Index.FirstOffset,
            ForgottenUpTo = channel.Index.ForgottenUpTo,
        });
    }

    public static void Write(Commit commit, JournalChannel channel, ChannelMetadata metadata)
    {
        commit.ChangesOf(channel).Metadata = metadata;
        metadata.WriteRecord(commit.Records, commit.Seal, channel.Name.Value);
    }
}
